//! Times the meter of a group of 500 members (communes, EPCI and départements mixed) on the territories of a stopped
//! server's database, for `make bench`: `meter DATA_DIR` prints the median and the 95th percentile in microseconds.

use entity::{collectivity::Kind, group::measure, siren::Siren, table};
use sea_orm::EntityTrait;
use server::{
    database::{Database, sqlite_url},
    reference::Reference,
};
use std::{error::Error, hint::black_box, path::PathBuf, time::Instant};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("meter DATA_DIR")?);
    let database = Database::open(&sqlite_url(&folder)).await?;
    let reference = Reference::load(database.read()).await?;
    let bodies = table::collectivity::Entity::find().all(database.read()).await?;
    let some_of = |kind: Kind, every: usize, most: usize| -> Vec<Siren> {
        bodies.iter().filter(|body| body.kind == kind).step_by(every).take(most).map(|body| body.siren).collect()
    };
    let members =
        [some_of(Kind::Commune, 97, 350), some_of(Kind::Epci, 9, 130), some_of(Kind::Departement, 4, 20)].concat();
    assert_eq!(members.len(), 500, "350 communes, 130 EPCI, 20 départements");
    let mut times: Vec<u128> = (0..5000)
        .map(|_| {
            let start = Instant::now();
            black_box(measure(&reference.atlas, black_box(&members), None));
            start.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    println!("{:.1} {:.1}", times[2500] as f64 / 1000.0, times[4750] as f64 / 1000.0);
    database.close().await;
    Ok(())
}
