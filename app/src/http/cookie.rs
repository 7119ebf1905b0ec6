//! The two cookies of the site: the session's, and the one that binds a sign-in to the browser that asked for it.

use axum::http::{HeaderMap, header};

/// The name of the session cookie. Over https its name makes browsers refuse any that is not secure and of this host
/// alone.
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-terreau" } else { "terreau" }
}

/// The header that gives a browser its session, or takes it away (None).
pub fn cookie_header(https: bool, token: Option<&str>) -> String {
    let secure = if https { "; Secure" } else { "" };
    let (value, age) = match token {
        Some(token) => (token, ""),
        None => ("", "; Max-Age=0"),
    };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", cookie_name(https))
}

/// The name of the cookie that binds a sign-in to the browser that asked for it.
pub fn browser_cookie_name(https: bool) -> &'static str {
    if https { "__Host-terreau-demande" } else { "terreau-demande" }
}

/// The header that gives a browser what binds its sign-ins to it, and by which it is known once it signed in: nobody
/// else can then keep mails from it.
pub fn browser_cookie_header(https: bool, secret: &str) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!(
        "{}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        browser_cookie_name(https),
        entity::sign_in::BROWSER_LIFE.num_seconds()
    )
}

/// The value of a cookie among those that a browser sends.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_cookie_is_the_one_of_its_name_whatever_else_is_sent(others in "[ -:<-~]{0,60}", value in "[0-9a-f]{64}") {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("a={}; terreau={value}; \
                terreau-demande=x", others.replace(';', "")).parse().expect("a header"));
            proptest::prop_assert_eq!(cookie(&headers, "terreau"), Some(value));
            headers.insert(header::COOKIE, others.replace("terreau", "").parse().expect("a header"));
            proptest::prop_assert_eq!(cookie(&headers, "terreau"), None);
        }
    }
}
