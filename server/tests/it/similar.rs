//! « Quelqu’un l’a déjà dit »: the needs nearest to one that is being written, measured on pairs written before.

use crate::{
    search::publish,
    world::{World, on_both_in_the_demonstration},
};
use entity::id::NeedId;
use serde::Deserialize;
use server::search::{
    clusters,
    similar::{Draft, nearest},
};

const PAIRS: &str = include_str!("../search/pairs.toml");

#[derive(Deserialize)]
struct Pairs {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    /// Whether both say the same need.
    same: bool,
    written: Text,
    existing: Text,
}

#[derive(Deserialize)]
struct Text {
    title: String,
    problem: String,
    theme: String,
}

/// Publishes the other side of each pair, far from the demonstration's places.
async fn publish_pairs(world: &World, pairs: &[Pair]) -> Vec<NeedId> {
    let existing = pairs.iter().map(|pair| &pair.existing);
    publish(world, existing.map(|text| [&*text.title, &text.problem, "", "", &text.theme]).collect()).await
}

#[test]
fn most_needs_that_were_said_already_are_among_the_five_nearest() {
    let pairs: Pairs = toml::from_str(PAIRS).expect("reads");
    on_both_in_the_demonstration(|world| async {
        let world = world;
        let published = publish_pairs(&world, &pairs.pair).await;
        let (ctx, campaign) = (world.nobody(), world.campaign().await);
        let (mut same, mut other) = (0, 0);
        for (pair, id) in pairs.pair.iter().zip(&published) {
            let Text { title, problem, theme } = &pair.written;
            let draft = Draft { title: title.clone(), problem: problem.clone(), theme: theme.clone() };
            let near = nearest(&ctx, &campaign, &draft, None).await.expect("finds");
            assert!(near.len() <= 5);
            let is_shown = near.iter().any(|near| near.need.id == *id);
            match pair.same {
                true => same += usize::from(is_shown),
                false => other += usize::from(is_shown),
            }
        }
        println!("{same} of 50 true pairs and {other} of 50 false ones are among the five");
        assert!(same >= 40, "{same} of 50 true pairs");
    });
}

#[test]
fn pairs_that_say_the_same_in_other_words_are_proposed_to_curators_together() {
    let pairs: Pairs = toml::from_str(PAIRS).expect("reads");
    on_both_in_the_demonstration(|world| async {
        let world = world;
        let sides = pairs.pair.iter().map(|pair| &pair.written).chain(pairs.pair.iter().map(|pair| &pair.existing));
        let texts = sides.map(|text| [&*text.title, &text.problem, "", "", &text.theme]).collect();
        let published = publish(&world, texts).await;
        let found = clusters::of_campaign(&world.nobody(), &world.campaign().await).await.expect("compares");
        let together = |at: usize| {
            let both = [published[at], published[at + pairs.pair.len()]];
            found.iter().any(|cluster| both.iter().all(|need| cluster.needs.contains(need)))
        };
        let of = |same: bool| {
            let alike = pairs.pair.iter().enumerate().filter(|(_, pair)| pair.same == same);
            alike.filter(|(at, _)| together(*at)).count()
        };
        println!("{} clusters; {} of 50 true pairs and {} of 50 false ones", found.len(), of(true), of(false));
        // The others were written to share words: a curator leaves them apart.
        assert!(of(true) >= 15, "{} of 50 true pairs", of(true));
        assert!(found.iter().all(|cluster| (2..=10).contains(&cluster.needs.len())));
    });
}
