//! Who carries a project.

use entity::table;

/// Who carries a project, as a name; `group` is the name of the group that does.
pub fn carrier(project: &table::project::Model, group: Option<&str>) -> String {
    match (&project.carrier_service, group) {
        (Some(service), _) => service.clone(),
        (None, Some(group)) => format!("le groupement « {group} »"),
        (None, None) => String::new(),
    }
}
