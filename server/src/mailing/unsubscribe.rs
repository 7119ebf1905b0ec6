//! The link by which one unsubscribes from mailings: it names an address, signed, so that nobody unsubscribes others.

use crate::secret::signature;
use entity::email::Email;

/// How many digits of the signature a link holds: 128 bits.
const SIGNATURE: usize = 32;

/// What ends the link of an address: the address in hexadecimal digits, a dash, and its signature under the key.
pub(crate) fn token(key: &str, email: &Email) -> String {
    let address: String = email.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{address}-{}", signed(key, email))
}

fn signed(key: &str, email: &Email) -> String {
    let whole = signature(key, &format!("unsubscribe {email}"));
    whole.get(..SIGNATURE).unwrap_or_default().to_owned()
}

/// The address that a link names; None where nobody of ours wrote it. Mail programs may change its case.
pub(crate) fn read(key: &str, token: &str) -> Option<Email> {
    let token = token.to_ascii_lowercase();
    let (address, signature) = token.split_once('-')?;
    let digits = address.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    let address = String::from_utf8(digits.collect::<Option<Vec<u8>>>()?).ok()?;
    let email = Email::parse(&address).ok().filter(|email| email.as_str() == address)?;
    // Of equal length, every digit is compared.
    let expected = signed(key, &email);
    let differ = expected.bytes().zip(signature.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    (expected.len() == signature.len() && differ == 0).then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_its_address_and_no_other_is_made_of_it() {
        let (mine, other) = (Email::parse("mairie@figeac.fr"), Email::parse("mairie@die.fr"));
        let (mine, other) = (mine.expect("an address"), other.expect("an address"));
        let link = token("key", &mine);
        assert_eq!(read("key", &link), Some(mine.clone()));
        assert_eq!(read("key", &link.to_uppercase()), Some(mine.clone()));
        assert_eq!(read("another", &link), None);
        let (_, signature) = link.split_once('-').expect("a signature");
        let (address, _) =
            token("key", &other).split_once('-').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("one");
        for forged in [format!("{address}-{signature}"), link[..link.len() - 1].to_owned(), String::new(), "-".into()] {
            assert_eq!(read("key", &forged), None, "{forged}");
        }
    }
}
