import Consent

func collect(_ permit: consuming SendPermit<EmailChannel>) -> [SendRequest<EmailChannel>] {
  var requests: [SendRequest<EmailChannel>] = []
  requests.append(permit.request)
  return requests
}
