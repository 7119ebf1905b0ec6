//! The catalogue of services: a list is refused as a whole, read before it is taken, and proposed beside needs.

use crate::{
    fixture::{fields, refusal},
    world::{World, on_both, on_both_in_the_demonstration},
};
use entity::{
    form_field,
    page_number::PageNumber,
    refusal::Refusal,
    search_text::SearchText,
    shown::Shown,
    table::{audit_event, service as table, service_list},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error,
    service::{self, Applied, Becomes, catalogue, near::similar_services},
};
use std::sync::Arc;

const HEADER: &str = "nom;objet;opérateur;licence;adresse\n";
const GRIST: &str = "Grist;Un tableur partagé par plusieurs agents;DINUM;Apache-2.0;https://grist.example.fr\n";
const TCHAP: &str = "Tchap;Une messagerie pour les agents publics;DINUM;;\n";

fn list(lines: &[&str]) -> Vec<u8> {
    format!("{HEADER}{}", lines.concat()).into_bytes()
}

async fn stored(world: &World) -> u64 {
    table::Entity::find().count(world.platform.database.read()).await.expect("counts")
}

async fn traced(world: &World, kind: &str) -> u64 {
    let query = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    query.count(world.platform.database.read()).await.expect("counts")
}

fn confirming(ctx: &Context, shown: &Shown) -> Context {
    let fields = vec![(form_field::SHOWN.as_str().to_owned(), shown.as_str().to_owned())];
    Context { shown: Some(Arc::new(fields)), ..ctx.clone() }
}

#[test]
fn a_list_is_read_once_more_before_the_catalogue_changes() {
    on_both(|world| async move {
        let (curator, other) = (world.curator().await, world.curator().await);
        service::upload(&curator, list(&[GRIST, TCHAP]), "Liste d’essai").await.expect("kept");
        assert_eq!(stored(&world).await, 0, "nothing changes before it was read");
        assert!(service::preview(&other).await.expect("reads").is_none(), "a list is its sender's");
        let preview = service::preview(&curator).await.expect("reads").expect("there");
        assert_eq!((preview.count(Becomes::Added), preview.source.as_str()), (2, "Liste d’essai"));
        let applied = service::apply(&confirming(&curator, &preview.shown())).await.expect("taken");
        assert_eq!(applied, Applied { added: 2, changed: 0, unchanged: 0 });
        assert!(matches!(service::apply(&curator).await, Err(Error::Refused(Refusal::RequestEnded))), "once");
        assert_eq!((stored(&world).await, traced(&world, "services_imported").await), (2, 1));

        let changed = GRIST.replace("Un tableur partagé", "Un tableur commun").replace("Grist", "GRIST");
        service::upload(&curator, list(&[&changed, TCHAP]), "Une autre liste").await.expect("kept");
        let preview = service::preview(&curator).await.expect("reads").expect("there");
        assert_eq!((preview.count(Becomes::Changed), preview.count(Becomes::Unchanged)), (1, 1));
        let grist = catalogue::catalogue(&other).await.expect("reads").services[0].clone();
        world.clock.set(world.platform.now() + chrono::Duration::minutes(1));
        service::withdraw(&other, grist.id).await.expect("withdrawn");
        let stale = service::apply(&confirming(&curator, &preview.shown())).await;
        assert_eq!(refusal(stale), Refusal::ShownChanged, "the catalogue is not what was read");
        let preview = service::preview(&curator).await.expect("reads").expect("the list is still there");
        assert_eq!(preview.count(Becomes::Restored), 1);
        let applied = service::apply(&confirming(&curator, &preview.shown())).await.expect("taken");
        assert_eq!(applied, Applied { added: 0, changed: 1, unchanged: 1 });
        let catalogue = catalogue::catalogue(&world.nobody()).await.expect("everybody reads");
        let named: Vec<_> = catalogue.services.iter().map(|row| (row.name.as_str(), row.source.as_str())).collect();
        assert_eq!(named, [("GRIST", "Une autre liste"), ("Tchap", "Liste d’essai")]);
        assert_eq!(catalogue.services[0].id, grist.id, "the same service");
        service::upload(&curator, list(&[GRIST]), "Encore une").await.expect("kept");
        service::drop_list(&curator).await.expect("given up");
        let lists = service_list::Entity::find().count(curator.read()).await.expect("counts");
        assert_eq!((lists, traced(&world, "service_withdrawn").await), (0, 1));
    });
}

#[test]
fn a_list_that_is_wrong_anywhere_leaves_nothing_and_says_where() {
    on_both(|world| async move {
        let (curator, mayor) = (world.curator().await, world.elu(&world.commune("46102")).await);
        let forbidden = service::upload(&mayor, list(&[GRIST]), "Une liste").await;
        assert!(matches!(forbidden, Err(Error::Forbidden)), "{forbidden:?}");
        let windows = [HEADER.as_bytes(), b"D\xe9marche;Une d\xe9marche en ligne;DINUM;;\n"].concat();
        let refused = fields(service::upload(&curator, windows, "").await);
        let expected =
            [(form_field::SOURCE.into(), Refusal::Missing), (form_field::LIST.into(), Refusal::NotUtf8 { line: 2 })];
        assert_eq!(refused, expected, "each beside its field");
        let bad = "Visio;Des réunions à distance;DINUM;;http://visio.example.fr\n";
        let refused = fields(service::upload(&curator, list(&[GRIST, GRIST, bad]), "Une liste").await);
        let lines: Vec<u64> = refused
            .iter()
            .filter_map(|(_, refusal)| match refusal {
                Refusal::ListLine { line, .. } => Some(*line),
                _ => None,
            })
            .collect();
        assert_eq!(lines, [3, 4]);
        let many = (0..60).map(|at| format!("=S{at};Un objet assez long;X1;;\n")).collect::<String>();
        let refused = fields(service::upload(&curator, list(&[&many]), "Une liste").await);
        assert_eq!(refused.last().expect("some").1, Refusal::OtherListLines { others: 10 });
        let operator = service::import(&world.nobody(), "liste.csv", &list(&[GRIST, bad])).await;
        assert!(operator.is_err_and(|faults| faults[0].to_string().starts_with("liste.csv, ligne 3")));
        assert!(service::preview(&curator).await.expect("reads").is_none());
        assert_eq!((stored(&world).await, traced(&world, "services_imported").await), (0, 0));
    });
}

#[test]
fn services_are_found_by_their_words_and_proposed_beside_the_needs_that_they_may_answer() {
    on_both_in_the_demonstration(|world| async move {
        let nobody = world.nobody();
        let listed = catalogue::list(&nobody, &SearchText::cut("demarche DINUM"), PageNumber::FIRST).await;
        let listed = listed.expect("reads");
        assert!(listed.rows.iter().any(|row| row.name == "Démarche numérique"), "{listed:?}");
        let near = async |title: &str, problem: &str| {
            let near = similar_services(&nobody, title, problem).await.expect("reads");
            near.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        let passports = near(
            "Deux mois d’attente pour une carte d’identité",
            "Les créneaux pour les cartes d’identité et les passeports partent en quelques minutes.",
        );
        assert_eq!(passports.await.first().map(String::as_str), Some("Rendez-vous passeport"));
        let canteen = near("Le gaspillage à la cantine", "Les repas de la cantine ne sont jamais comptés.").await;
        assert_eq!(canteen.first().map(String::as_str), Some("Ma Cantine"));
        assert!(canteen.len() <= 3);
        let nothing = near("Les ruches du rond-point", "Les abeilles piquent les promeneurs au printemps.").await;
        assert_eq!(nothing, [""; 0]);
    });
}
