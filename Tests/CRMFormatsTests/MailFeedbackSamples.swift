/// Reports in the forms that large mail systems send, with made-up addresses.
enum MailFeedbackSamples {
  static let postfix = """
    Return-Path: <>
    From: MAILER-DAEMON@mx.shop.example (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: bounces@shop.example
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
    \tboundary="9B095B5ADD.1731/mx.shop.example"

    This is a MIME-encapsulated message.

    --9B095B5ADD.1731/mx.shop.example
    Content-Description: Notification
    Content-Type: text/plain; charset=us-ascii

    <ann@example.com>: host mail.example.com[192.0.2.1] said: 550 5.1.1
        <ann@example.com>: Recipient address rejected: User unknown (in reply to RCPT TO command)

    --9B095B5ADD.1731/mx.shop.example
    Content-Description: Delivery report
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.shop.example
    Original-Envelope-Id: 018f-env
    X-Postfix-Queue-ID: 9B095B5ADD
    Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000 (UTC)

    Final-Recipient: rfc822; ann@example.com
    Original-Recipient: rfc822;Ann@Example.com
    Action: failed
    Status: 5.1.1
    Remote-MTA: dns; mail.example.com
    Diagnostic-Code: smtp; 550 5.1.1 <ann@example.com>: Recipient address
        rejected: User unknown

    --9B095B5ADD.1731/mx.shop.example
    Content-Description: Undelivered Message
    Content-Type: message/rfc822
    Content-Transfer-Encoding: 8bit

    From: Shop <news@shop.example>
    To: ann@example.com
    Subject: News
    Message-ID: <018f3a2b-0000-7000-8000-000000000001@shop.example>
    Content-Type: multipart/alternative; boundary="=_inner"

    --=_inner
    Content-Type: text/plain

    Status: 2.0.0 is not a status of the report
    --=_inner--
    --9B095B5ADD.1731/mx.shop.example--
    """

  /// Without report-type, with a line `Status: 5.0.0` that says nothing, bare addresses, and no blank line between recipients.
  static let sloppy = """
    From: postmaster@old.example
    Content-Type: multipart/report; boundary=XX
    Subject: failure

    --XX
    Content-Type: text/plain

    Sorry.
    --XX
    Content-Type: message/delivery-status; name="report.txt"

    Reporting-MTA: dns;old.example
    Final-Recipient: RFC822; <bob@example.com>
    Action: Failed (permanent)
    Status: 5.0.0 (undefined)
    Diagnostic-Code: X-Unix; 552 mailbox for user is over quota
    Final-Recipient: RFC822; carol@example.com
    Action: delayed
    Status: 4.4.1
    """

  static let office = """
    From: <postmaster@outlook.example>
    Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

    --b1
    Content-Type: multipart/alternative; differences=Content-Type; boundary="b2"

    --b2
    Content-Type: text/plain; charset="us-ascii"
    Content-Transfer-Encoding: quoted-printable

    Your message couldn't be delivered=2E
    --b2
    Content-Type: text/html

    <html></html>
    --b2--
    --b1
    Content-Type: message/delivery-status
    Content-Transfer-Encoding: base64

    UmVwb3J0aW5nLU1UQTogZG5zO2V4Y2guZXhhbXBsZQoKRmluYWwtUmVjaXBpZW50OiByZmM4
    MjI7ZGF2ZUBleGFtcGxlLmNvbQpBY3Rpb246IGZhaWxlZApTdGF0dXM6IDUuNy4xCkRpYWdu
    b3N0aWMtQ29kZTogc210cDs1NTAgNS43LjEgYmxvY2tlZCB1c2luZyBhIGJsb2NrbGlzdAo=
    --b1
    Content-Type: text/rfc822-headers

    Message-ID: <abc@shop.example>
    Subject: Hello
    --b1--
    """

  static let exim = """
    From: Mail Delivery System <Mailer-Daemon@exim.example>
    X-Failed-Recipients: Eve@example.com
    Auto-Submitted: auto-generated
    Subject: Mail delivery failed: returning message to sender

    This message was created automatically by mail delivery software.

      eve@example.com
        host mx.example.com [192.0.2.7]
        SMTP error from remote mail server after RCPT TO:<eve@example.com>:
        550 No such user here
    """

  static let qmail = """
    From: MAILER-DAEMON@qmail.example
    Subject: failure notice

    Hi. This is the qmail-send program at qmail.example.
    I'm afraid I wasn't able to deliver your message to the following addresses.

    <fay@example.com>:
    192.0.2.9 does not like recipient.
    Remote host said: 450 4.2.2 The email account that you tried to reach is over quota.
    Giving up on 192.0.2.9.
    """

  static let international = """
    Content-Type: multipart/report; report-type=delivery-status; boundary=i

    --i
    Content-Type: message/global-delivery-status

    Reporting-MTA: dns; mx.example

    Original-Recipient: utf-8; \\x{430}\\x{43D}\\x{43D}\\x{430}@example.com
    Final-Recipient: utf-8; анна@example.com
    Action: failed
    Status: 5.2.1
    --i--
    """

  static let arf = """
    From: <feedback@isp.example>
    Subject: FW: Earn money
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=feedback-report;
         boundary="part1_13d.2e68ed54_boundary"

    --part1_13d.2e68ed54_boundary
    Content-Type: text/plain; charset="US-ASCII"

    This is an email abuse report for an email message received from IP 192.0.2.1.

    --part1_13d.2e68ed54_boundary
    Content-Type: message/feedback-report

    Feedback-Type: abuse
    User-Agent: SomeGenerator/1.0
    Version: 1
    Original-Mail-From: <bounces@shop.example>
    Original-Rcpt-To: <user@example.com>
    Arrival-Date: Sat, 21 Nov 2026 14:00:00 EDT
    Source-IP: 192.0.2.1
    Reported-Domain: shop.example
    Incidents: 3

    --part1_13d.2e68ed54_boundary
    Content-Type: message/rfc822
    Content-Disposition: inline

    From: <news@shop.example>
    To: <user@example.com>
    Subject: News
    Message-ID: <018F3A2B-0000-7000-8000-000000000002@shop.example>

    Spam Spam Spam
    --part1_13d.2e68ed54_boundary--
    """

  static let vacation = """
    From: Ann <ann@example.com>
    Auto-Submitted: auto-replied
    Subject: Out of office

    I am away. Error 550 5.1.1 is my favourite number.
    """
}
