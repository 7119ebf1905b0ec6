//! Reports of mail servers on mails that came back (RFC 3464), as files hold them.

use entity::{email::Email, mailing::is_gone};

/// What begins the part of a report that programs read.
const REPORT: &str = "message/delivery-status";

/// The addresses that the reports in a file say to be gone for good: one mail, or several in a mailbox. What is no
/// such report is passed over, and so is one that says “later”.
pub(super) fn gone(file: &str) -> Vec<String> {
    let file = file.replace("\r\n", "\n").to_lowercase();
    let mut gone = Vec::new();
    for part in file.split(REPORT).skip(1) {
        for block in blocks(part) {
            let field = |name: &str| block.iter().find_map(|(field, value)| (field == name).then_some(value.as_str()));
            let failed = field("action").is_some_and(|action| action == "failed");
            let status = field("status").unwrap_or_default();
            // `rfc822; mairie@figeac.fr`; the one that was written to, where it was forwarded.
            let recipient = field("original-recipient").or_else(|| field("final-recipient"));
            let address = recipient.and_then(|recipient| recipient.split_once(';')).map(|(_, address)| address);
            if let Some(email) =
                address.filter(|_| failed && is_gone(status)).and_then(|typed| Email::parse(typed).ok())
            {
                gone.push(email.to_string());
            }
        }
    }
    gone
}

/// The fields of each block of a part, up to the boundary that ends it; a field that goes on over lines is one.
fn blocks(part: &str) -> Vec<Vec<(String, String)>> {
    let mut blocks: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for line in part.lines().take_while(|line| !line.starts_with("--")) {
        let last = blocks.last_mut();
        match (line.split_once(':'), last) {
            _ if line.trim().is_empty() => blocks.push(Vec::new()),
            (_, Some(fields)) if line.starts_with([' ', '\t']) => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            (Some((name, value)), Some(fields)) => fields.push((name.trim().to_owned(), value.trim().to_owned())),
            _ => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(recipient: &str, action: &str, status: &str) -> String {
        format!(
            "From MAILER-DAEMON\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\r\n\r\n\
             --x\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n\r\n--x\r\nContent-Type: \
             message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822;\r\n \
             {recipient}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 {status} no\r\n\r\n\
             --x\r\nContent-Type: message/rfc822\r\n\r\nTo: {recipient}\r\n--x--\r\n\r\n"
        )
    }

    #[test]
    fn reports_of_a_mailbox_name_those_who_are_gone_for_good() {
        let mailbox = [
            report("Mairie@Figeac.fr", "failed", "5.1.1"),
            report("pleine@die.fr", "failed", "5.2.2"),
            report("lente@die.fr", "delayed", "4.4.1"),
            report("fermee@die.fr", "failed", "5.1.2"),
        ]
        .concat();
        assert_eq!(gone(&mailbox), ["mairie@figeac.fr", "fermee@die.fr"]);
        for other in ["", "Subject: Bonjour\n\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; a@b.fr\n"] {
            assert!(gone(other).is_empty(), "{other}");
        }
        let broken = mailbox.replace("rfc822;", "").replace("Status", "Statut");
        assert!(gone(&broken).is_empty());
    }
}
