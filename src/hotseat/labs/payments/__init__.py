"""The lab `payments/1`: a payment service in front of a provider that can be slow, wrong and forgetful."""
