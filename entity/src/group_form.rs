//! What is typed to open a group without a need, and what it must be.

use crate::{
    campaign::Campaign,
    form_field,
    group::{GroupName, GroupPurpose},
    programme::Programme,
    refusal::{FieldRefusals, Refusal},
};

/// What the form of a new group sends, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupForm {
    pub name: String,
    pub purpose: String,
    /// Code of a theme; may be empty: a laboratory has none.
    pub theme: String,
    /// Codes of programmes; may be none.
    pub programmes: Vec<String>,
}

/// What a group without a need says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupContent {
    pub name: GroupName,
    pub purpose: GroupPurpose,
    /// Code of one of the campaign's themes; empty where none was chosen.
    pub theme: String,
    pub programmes: Vec<Programme>,
}

impl GroupContent {
    /// Reads a form whole; every refused field is named.
    pub fn parse(form: &GroupForm, campaign: &Campaign) -> Result<Self, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let name = refusals.take(form_field::NAME, GroupName::name(&form.name));
        let purpose = refusals.take(form_field::PURPOSE, GroupPurpose::parse(&form.purpose));
        let theme = match (form.theme.as_str(), campaign.theme(&form.theme)) {
            ("", _) => Ok(String::new()),
            (_, Some(theme)) => Ok(theme.code.clone()),
            (_, None) => Err(Refusal::NotOnTheList),
        };
        let theme = refusals.take(form_field::THEME, theme);
        let programme = |code: &String| Programme::from_code(code).ok_or(Refusal::NotOnTheList);
        // One that is ticked twice is ticked once.
        let programmes: Result<Vec<Programme>, Refusal> = form.programmes.iter().map(programme).collect();
        let programmes = programmes.map(|mut all| {
            all.sort_by_key(|programme| programme.code());
            all.dedup();
            all
        });
        let programmes = refusals.take(form_field::PROGRAMMES, programmes);
        match (name, purpose, theme, programmes) {
            (Some(name), Some(purpose), Some(theme), Some(programmes)) => Ok(Self { name, purpose, theme, programmes }),
            _ => Err(refusals),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::tests::campaign_2021;

    fn form() -> GroupForm {
        GroupForm { name: "Laboratoire du Lot".into(), purpose: "Essayer des services".into(), ..GroupForm::default() }
    }

    #[test]
    fn a_group_without_a_need_may_have_no_theme_and_names_all_that_is_wrong() {
        let campaign = campaign_2021();
        let read = GroupContent::parse(&form(), &campaign).expect("whole");
        assert_eq!((read.theme.as_str(), read.programmes), ("", Vec::new()));
        let twice = GroupForm { programmes: vec!["pvd".into(), "acv".into(), "pvd".into()], ..form() };
        assert_eq!(GroupContent::parse(&twice, &campaign).expect("whole").programmes.len(), 2);
        let wrong = GroupForm { theme: "inconnu".into(), programmes: vec!["zzz".into()], ..GroupForm::default() };
        let refused = GroupContent::parse(&wrong, &campaign).expect_err("refused");
        let fields: Vec<&str> = refused.0.iter().map(|(field, _)| &**field).collect();
        assert_eq!(fields, ["name", "purpose", "theme", "programmes"]);
    }
}
