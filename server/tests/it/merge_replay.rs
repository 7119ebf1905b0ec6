//! Any sequence of merging, splitting, supporting, taking back, editing and putting into a project counts as replaying
//! what is left of it.

use crate::merge::counts;
use crate::world::{World, need_form, on_both, project_form};
use entity::{
    id::{NeedId, ProjectId},
    need::NeedForm,
    table::need as need_table,
};
use sea_orm::EntityTrait;
use server::{
    Context, Error, need,
    need::merge::{merge, split},
    project, support,
};

/// Numbers that are the same at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % most as u64).expect("fits")
    }
}

/// What is left of a sequence.
#[derive(Debug, Default)]
struct Left {
    /// A need, and who supports it.
    supports: Vec<(usize, usize)>,
    /// A need and the one that it joined, in the order in which they did.
    joined: Vec<(usize, usize)>,
}

/// Whether an act was done. One that a rule refuses leaves nothing; anything else is a fault.
fn done(result: Result<(), Error>) -> bool {
    match result {
        Ok(()) => true,
        Err(Error::Refused(_) | Error::Fields(_)) => false,
        Err(other) => panic!("{other}"),
    }
}

struct Play<'a> {
    world: &'a World,
    curator: Context,
    authors: Vec<Context>,
    supporters: Vec<Context>,
    needs: Vec<NeedId>,
    left: Left,
}

impl Play<'_> {
    async fn need(&self, at: usize) -> need_table::Model {
        let found = need_table::Entity::find_by_id(self.needs[at]).one(self.world.platform.database.read()).await;
        found.expect("reads").expect("is there")
    }

    /// One act, whichever the dice say; what it leaves is noted.
    async fn act(&mut self, dice: &mut Dice) {
        let (one, other) = (dice.below(self.needs.len()), dice.below(self.needs.len()));
        let by = dice.below(self.supporters.len());
        let (need, supporter) = (self.needs[one], &self.supporters[by]);
        match dice.below(12) {
            0..=3 => {
                let before = self.need(other).await.merged_into;
                let into = self.needs[one];
                if done(merge(&self.curator, into, &[self.needs[other]], &"Un mot.".into()).await) && before.is_none() {
                    self.left.joined.push((other, one));
                }
            }
            4..=5 => {
                if done(split(&self.authors[one], need, &"À part.".into()).await) {
                    self.left.joined.retain(|(joined, _)| *joined != one);
                }
            }
            6..=8 => {
                if done(support::add(supporter, need, "").await) && !self.left.supports.contains(&(one, by)) {
                    self.left.supports.push((one, by));
                }
            }
            9 => {
                if done(support::withdraw(supporter, need, &"Un motif.".into()).await) {
                    self.left.supports.retain(|given| *given != (one, by));
                }
            }
            10 => {
                let version = self.need(one).await.version;
                let form = NeedForm { title: format!("Répondre au téléphone, version {version}"), ..need_form() };
                done(need::edit(&self.authors[one], need, version, &form).await);
            }
            _ => {
                let id = ProjectId(self.world.platform.new_id());
                done(project::save(&self.curator, id, &project_form(&[need], "500 000"), "").await);
            }
        }
    }

    /// What every need counts.
    async fn counts(&self) -> Vec<(i32, i64)> {
        let mut all = Vec::new();
        for need in &self.needs {
            all.push(counts(self.world, *need).await);
        }
        all
    }
}

/// Needs of these authors, published.
async fn published(world: &World, authors: &[Context]) -> Vec<NeedId> {
    let mut needs = Vec::new();
    for author in authors {
        needs.push(world.published(author).await);
    }
    needs
}

#[test]
fn any_sequence_counts_as_replaying_what_is_left_of_it() {
    on_both(|world| async move {
        let mut authors = Vec::new();
        // Two needs are of one collectivité; a commune and its intercommunalité count once.
        for insee in ["46102", "46042", "46127", "46309"] {
            authors.push(world.elu(&world.commune(insee)).await);
        }
        authors.push(authors[0].clone());
        let mut supporters = authors[..3].to_vec();
        for siren in ["200067361", "217500016"] {
            supporters.push(world.agent(&crate::fixture::siren(siren)).await);
        }
        for seed in 1..=6 {
            let needs = published(&world, &authors).await;
            let mut play = Play {
                world: &world,
                curator: world.curator().await,
                authors: authors.clone(),
                supporters: supporters.clone(),
                needs,
                left: Left::default(),
            };
            let mut dice = Dice(seed);
            for _ in 0..45 {
                play.act(&mut dice).await;
            }
            // What is left, on needs that saw nothing else.
            let twins = published(&world, &authors).await;
            for (need, by) in &play.left.supports {
                support::add(&supporters[*by], twins[*need], "").await.expect("supported");
            }
            for (other, into) in &play.left.joined {
                merge(&play.curator, twins[*into], &[twins[*other]], &"Un mot.".into()).await.expect("merged");
            }
            let ended = play.counts().await;
            let replayed = Play { needs: twins, left: Left::default(), ..play };
            assert_eq!(ended, replayed.counts().await, "seed {seed}");
        }
    });
}
