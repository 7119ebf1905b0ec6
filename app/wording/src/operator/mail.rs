//! What is said of the settings of mail.

use std::fmt::Display;

/// The sender is no address.
pub fn sender_unreadable(from: &str, error: impl Display) -> String {
    format!("l’expéditeur « {from} » n’est pas une adresse : {error}")
}

/// The address of the mail server cannot be read.
pub fn server_unreadable(error: impl Display) -> String {
    format!("l’adresse du serveur de courriel ne se lit pas : {error}")
}
