"""The page that invites to fool the judge."""
