import Consent

func collect(_ message: consuming Authorized<EmailChannel>) -> [Identifier<Authorization>] {
  var messages: [Identifier<Authorization>] = []
  messages.append(message.authorization)
  return messages
}
