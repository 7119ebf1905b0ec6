//! What is left to sort until the projects stand still: a line over the days, and figures by theme and curator.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::Details,
        figures::Figures,
        frame::{Frame, Page},
        here::here,
        html_writer::HtmlWriter,
        table::{Cell, Head, Row, Table},
    },
};
use chrono::NaiveDate;
use entity::{address::Address, calendar::in_paris, curation::NOBODY, id::PersonId};
use leptos::prelude::*;
use server::{
    campaign::loaded::StoredCampaign,
    curation::{
        progress::{self, Left, Progress},
        work,
    },
};
use std::collections::BTreeMap;
use wording::{count, number, time};

/// What the page shows.
struct ProgressPage {
    waiting: u64,
    done: u64,
    /// How many have to be sorted each day; None when there is no day left.
    pace: Option<u64>,
    /// The day on which projects stand still.
    until: NaiveDate,
    days: Vec<(NaiveDate, u64)>,
    by_theme: Vec<Share>,
    by_curator: Vec<Share>,
}

/// What is left of one theme, or of one curator.
struct Share {
    name: String,
    /// The desk, narrowed to it.
    address: String,
    needs: u64,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let progress = progress::progress(&visit.ctx, &campaign).await?;
    let curators = work::curators(visit.ctx.read()).await?;
    let page = ProgressPage::of(&visit, &campaign, progress, &curators);
    let frame = Frame::new("Avancement du tri").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <ProgressView page=&page /> }.into_any()))
}

impl ProgressPage {
    fn of(visit: &Visit, campaign: &StoredCampaign, progress: Progress, curators: &[(PersonId, String)]) -> Self {
        let theme = |left: &Left| left.theme.clone();
        let by_theme = shares(&progress.left, theme, |code| Share {
            name: campaign.spec.theme(code).map_or_else(|| code.to_owned(), |theme| theme.label.clone()),
            address: visit.here(Address::Curation.with("theme", code)),
            needs: 0,
        });
        let whose = |left: &Left| left.assignee.map_or_else(|| NOBODY.to_owned(), |person| person.to_string());
        let by_curator = shares(&progress.left, whose, |id| {
            let known = curators.iter().find(|(curator, _)| curator.to_string() == id);
            let gone = if id == NOBODY { "Personne" } else { wording::PERSON_GONE };
            let name = known.map_or_else(|| gone.to_owned(), |(_, name)| name.clone());
            Share { name, address: visit.here(Address::Curation.with("a", id)), needs: 0 }
        });
        Self {
            pace: progress.pace(visit.ctx.now()),
            waiting: progress.waiting,
            done: progress.all.saturating_sub(progress.waiting),
            until: in_paris(progress.until).date_naive(),
            days: progress.days,
            by_theme,
            by_curator,
        }
    }
}

/// What is left under each key, the most first.
fn shares(left: &[Left], key: impl Fn(&Left) -> String, share: impl Fn(&str) -> Share) -> Vec<Share> {
    let mut needs: BTreeMap<String, u64> = BTreeMap::new();
    for left in left {
        *needs.entry(key(left)).or_default() += left.needs;
    }
    let mut shares: Vec<Share> = needs.into_iter().map(|(key, needs)| Share { needs, ..share(&key) }).collect();
    shares.sort_by(|one, other| other.needs.cmp(&one.needs).then_with(|| one.name.cmp(&other.name)));
    shares
}

#[component]
fn ProgressView<'a>(page: &'a ProgressPage) -> AnyView {
    let figures = vec![
        (page.waiting, if page.waiting > 1 { "besoins à trier" } else { "besoin à trier" }),
        (page.done, "déjà triés"),
    ];
    view! {
        <h1>"Avancement du tri"</h1>
        <Figures figures />
        <p>{pace(page)}</p>
        <Line page />
        <h2>"Par thème"</h2>
        <Shares id="par-theme" caption="Besoins à trier par thème" head="Thème" shares=&page.by_theme />
        <h2>"Par personne"</h2>
        <Shares id="par-personne" caption="Besoins à trier par personne" head="Confiés à" shares=&page.by_curator />
        <p>
            <a href=here(Address::Curation)>"Revenir aux besoins à trier"</a>
        </p>
    }
    .into_any()
}

/// How fast one has to be.
fn pace(page: &ProgressPage) -> String {
    let until = time::date(page.until);
    match (page.waiting, page.pace) {
        (0, _) => "Tous les besoins sont triés.".to_owned(),
        (_, None) => format!("Le vote ouvre le {until} : il ne reste pas un jour entier."),
        (_, Some(pace)) => {
            let each = count(pace, "besoin", "besoins");
            format!("Le vote ouvre le {until}. Pour avoir fini d’ici là, il faut trier {each} par jour.")
        }
    }
}

#[component]
fn Shares<'a>(id: &'static str, caption: &'static str, head: &'static str, shares: &'a [Share]) -> AnyView {
    let rows = shares.iter().map(|share| {
        let (address, name) = (share.address.clone(), share.name.clone());
        Row::new([Cell::head(view! { <a href=address>{name}</a> }), Cell::number(number(share.needs))])
    });
    let heads = vec![Head::new(head), Head::number("Besoins à trier")];
    view! { <Table id caption hidden=true dense=true heads rows=rows.collect() /> }.into_any()
}

/// The size of the drawing, in its own units, and the margin in which its figures stand.
const WIDTH: u64 = 640;
const HEIGHT: u64 = 200;
const MARGIN: u64 = 48;

/// What was left at the end of each day, drawn, with the same figures in a table.
#[component]
fn Line<'a>(page: &'a ProgressPage) -> AnyView {
    let rows = page
        .days
        .iter()
        .rev()
        .map(|(day, waiting)| Row::new([Cell::head(time::date(*day)), Cell::number(number(*waiting))]));
    let heads = vec![Head::new("Jour"), Head::number("Besoins à trier")];
    view! {
        <figure class="t-burn">
            {drawing(&page.days, page.until)}
            <figcaption class="fr-hint-text">
                "Besoins à trier à la fin de chaque jour ; en pointillé, ce qu’il faut tenir jusqu’au vote."
            </figcaption>
        </figure>
        <Details summary="Les mêmes chiffres, jour par jour">
            <Table
                id="par-jour"
                caption="Besoins à trier à la fin de chaque jour"
                hidden=true
                dense=true
                heads
                rows=rows.collect()
            />
        </Details>
    }
    .into_any()
}

/// The line of what was left, and the dashed one of what has to be.
fn drawing(days: &[(NaiveDate, u64)], until: NaiveDate) -> AnyView {
    let (Some((first, _)), Some((today, left))) = (days.first(), days.last()) else { return ().into_any() };
    let last = until.max(*today);
    let most = days.iter().map(|(_, waiting)| *waiting).max().unwrap_or(0).max(1);
    let span = u64::try_from((last - *first).num_days()).unwrap_or(0).max(1);
    let x = |day: &NaiveDate| {
        let at = u64::try_from((*day - *first).num_days()).unwrap_or(0);
        MARGIN + at * (WIDTH - MARGIN - 8) / span
    };
    let y = |waiting: u64| 8 + (most - waiting) * (HEIGHT - 40) / most;
    let points: Vec<String> = days.iter().map(|(day, waiting)| format!("{},{}", x(day), y(*waiting))).collect();
    let base = y(0);
    let mut html = HtmlWriter::default();
    html.markup("<svg viewBox=\"").text(format_args!("0 0 {WIDTH} {HEIGHT}"));
    html.markup("\" role=\"img\" aria-label=\"Besoins à trier, jour par jour ; les mêmes chiffres figurent dans le ");
    html.markup("tableau\" class=\"t-burn__line\"><path class=\"t-burn__axis\" d=\"");
    html.text(format_args!("M{MARGIN},8 V{base} H{}", WIDTH - 8)).markup("\"></path>");
    html.markup("<polyline class=\"t-burn__left\" points=\"").text(points.join(" ")).markup("\"></polyline>");
    if *today < until {
        html.markup("<path class=\"t-burn__pace\" d=\"");
        html.text(format_args!("M{},{} L{},{base}", x(today), y(*left), x(&until))).markup("\"></path>");
    }
    for (at, anchor, text) in [
        ((MARGIN - 6, y(most) + 6), "end", number(most)),
        ((MARGIN - 6, base + 4), "end", number(0)),
        ((MARGIN, HEIGHT - 8), "start", time::date(*first)),
        ((WIDTH - 8, HEIGHT - 8), "end", time::date(last)),
    ] {
        html.markup("<text x=\"").text(at.0).markup("\" y=\"").text(at.1).markup("\" text-anchor=\"").text(anchor);
        html.markup("\">").text(text).markup("</text>");
    }
    html.markup("</svg>");
    html.into_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(view: impl FnOnce() -> AnyView) -> String {
        Owner::new().with(|| view().to_html())
    }

    #[test]
    fn the_line_goes_from_the_first_day_to_the_opening_of_the_vote() {
        let day = |day: u32| NaiveDate::from_ymd_opt(2021, 3, day).expect("a day");
        let days = [(day(1), 10), (day(2), 20), (day(3), 5)];
        let drawn = html(|| drawing(&days, day(11)));
        assert!(drawn.contains("points=\"48,88 106,8 164,128\""), "{drawn}");
        assert!(drawn.contains("d=\"M164,128 L632,168\""), "the pace ends at nothing left: {drawn}");
        assert!(drawn.contains("11\u{a0}mars 2021"), "{drawn}");
        let late = html(|| drawing(&days, day(2)));
        assert!(!late.contains("t-burn__pace"), "{late}");
        assert!(!html(|| drawing(&[], day(2))).contains("svg"));
        let one = html(|| drawing(&[(day(1), 0)], day(1)));
        assert!(one.contains("points=\"48,168\""), "{one}");
    }
}
