//! What comes from outside as text: SIRET, SIREN, mail addresses, codes, texts of people. Whatever is read is read
//! again as itself.
#![no_main]

use entity::{email::Email, sign_in::Code, siren::Siren, siret::Siret, text::Text};

libfuzzer_sys::fuzz_target!(|typed: &str| {
    if let Ok(email) = Email::parse(typed) {
        assert!(email.as_str().bytes().all(|byte| (0x21..0x7f).contains(&byte)));
        assert_eq!(Email::parse(email.as_str()), Ok(email));
    }
    if let Ok(siret) = Siret::parse(typed) {
        assert_eq!(Siren::parse(siret.siren().as_str()), Ok(siret.siren()));
    }
    if let Some(code) = Code::parse(typed) {
        assert_eq!(Code::parse(&code.spaced()), Some(code));
    }
    if let Ok(text) = Text::<1, 200>::parse(typed) {
        assert_eq!(Text::<1, 200>::parse(text.as_str()), Ok(text));
    }
});
