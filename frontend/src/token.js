// The launch token has done its work once the page is here: take it out of the address bar and the browser's history.
const address = new URL(location.href);
if (address.searchParams.has("token")) {
  address.searchParams.delete("token");
  history.replaceState(history.state, "", address);
}
