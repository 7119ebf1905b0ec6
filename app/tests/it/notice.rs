//! Notices: told once however often the clock comes by, and counted in the header until they are read.

use crate::{World, world};
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use entity::calendar::in_paris;
use server::campaign::loaded::current_campaign;

impl World {
    /// Moves the demonstration's clock, as its page does.
    async fn move_clock(&self, to: DateTime<Utc>) {
        let to = in_paris(to);
        let (date, time) = (to.format("%Y-%m-%d").to_string(), to.format("%H:%M").to_string());
        let form = [("page", "/demo/horloge"), ("date", date.as_str()), ("time", time.as_str())];
        assert_eq!(self.post("/demo/horloge", None, &form).await.status(), StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn what_comes_by_again_with_the_clock_is_told_once_and_counted_until_it_is_read() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let opening = current_campaign(world.ctx.read()).await.expect("runs").spec.calendar.selection.opening();
    for turn in 1..=3 {
        world.move_clock(opening - Duration::hours(1)).await;
        world.move_clock(opening + Duration::hours(1)).await;
        let (_, page) = world.get("/avis", Some(&mayor)).await;
        assert_eq!(page.matches("Le vote est ouvert").count(), 1, "time {turn}: {page}");
    }
    let (_, home) = world.get("/", Some(&mayor)).await;
    assert!(home.contains("avis non lu"), "{home}");
    assert!(!world.get("/", None).await.1.contains("avis non lu"), "a visitor has none");
    assert_eq!(world.post("/avis/lus", Some(&mayor), &[]).await.status(), StatusCode::SEE_OTHER);
    let (_, home) = world.get("/", Some(&mayor)).await;
    assert!(!home.contains("avis non lu"), "{home}");
}
