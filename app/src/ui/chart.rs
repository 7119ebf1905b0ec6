//! Figures drawn by the server as SVG: bars, and lines over weeks. Each drawing has a title and says in words what it
//! shows; the same figures stand beside it in a table.

use super::{bar::percent, html_writer::HtmlWriter};
use leptos::prelude::*;
use std::borrow::Cow;
use wording::number;

/// The width of a drawing, in its own units: those of a phone, so that letters keep their size there.
const WIDTH: u64 = 360;

/// The height of a bar with its words.
const ROW: u64 = 40;

/// The width of the longest bar; beside it stands what it comes to.
const BAR: u64 = 216;

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarLine {
    pub label: String,
    pub value: u64,
    /// The value as it is told; with what it is a part of, where that helps.
    pub told: String,
}

/// Bars below each other, each under its label and beside its value.
#[component]
pub fn Bars(
    /// Of the drawing, one of its own on the page.
    #[prop(into)]
    id: Cow<'static, str>,
    #[prop(into)] title: String,
    lines: Vec<BarLine>,
) -> AnyView {
    let most = lines.iter().map(|line| line.value).max().unwrap_or(0).max(1);
    let told: Vec<String> = lines.iter().map(|line| format!("{}\u{a0}: {}", line.label, line.told)).collect();
    let height = (lines.len() as u64 * ROW).max(1);
    let mut html = HtmlWriter::with_capacity(lines.len() * 512);
    html.markup("<svg viewBox=\"").text(format_args!("0 0 {WIDTH} {height}"));
    html.markup("\" role=\"img\" aria-labelledby=\"").text(&*id).markup("-titre\" aria-describedby=\"").text(&*id);
    html.markup("-texte\" class=\"t-chart\">");
    html.markup("<title id=\"").text(&*id).markup("-titre\">").text(&title).markup("</title>");
    html.markup("<desc id=\"").text(&*id).markup("-texte\">").text(told.join(" ; ")).markup(".</desc>");
    for (line, place) in lines.iter().zip(0..) {
        write_bar(&mut html, line, place * ROW, line.value.saturating_mul(BAR) / most);
    }
    html.markup("</svg>");
    html.into_view()
}

fn write_bar(html: &mut HtmlWriter, line: &BarLine, top: u64, length: u64) {
    html.markup("<text class=\"t-chart__label\" x=\"0\" y=\"").text(top + 13).markup("\">").text(&line.label);
    html.markup("</text><text class=\"t-chart__value\" x=\"").text(WIDTH).markup("\" y=\"").text(top + 29);
    html.markup("\">").text(&line.told).markup("</text>");
    html.markup("<rect class=\"t-chart__ground\" x=\"0\" y=\"").text(top + 20).markup("\" width=\"").text(BAR);
    html.markup("\" height=\"10\"></rect>");
    html.markup("<rect class=\"t-chart__bar\" x=\"0\" y=\"").text(top + 20).markup("\" width=\"").text(length);
    html.markup("\" height=\"10\"></rect>");
}

/// What is drawn of one week, or of another span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// When, in words.
    pub when: String,
    pub value: u64,
}

/// The height of a line, its margins above and below, where its words stand.
const LINE: u64 = 120;
const ABOVE: u64 = 22;
const BELOW: u64 = 24;

/// A line over time, one of several that stand side by side. Its title stands above it as text.
#[component]
pub fn TimeLine(
    /// Of the drawing, one of its own on the page.
    #[prop(into)]
    id: Cow<'static, str>,
    #[prop(into)] title: String,
    points: Vec<Point>,
    /// How a value is told.
    #[prop(default = number as fn(u64) -> String)]
    tell: fn(u64) -> String,
) -> AnyView {
    let mut html = HtmlWriter::with_capacity(4096);
    html.markup("<figure class=\"t-line\"><figcaption id=\"").text(&*id).markup("-titre\">").text(&title);
    html.markup("</figcaption>");
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        html.markup("<p class=\"fr-hint-text\">Rien pour le moment.</p></figure>");
        return html.into_view();
    };
    let (most, sum) = points.iter().fold((0, 0), |(most, sum), one| (one.value.max(most), one.value + sum));
    let best = points.iter().find(|one| one.value == most).unwrap_or(last);
    let told = format!(
        "{} en tout, de la {} à la {}. Le plus : {}, la {}.",
        tell(sum),
        first.when,
        last.when,
        tell(most),
        best.when
    );
    html.markup("<svg viewBox=\"").text(format_args!("0 0 {WIDTH} {LINE}"));
    html.markup("\" role=\"img\" aria-labelledby=\"").text(&*id).markup("-titre\" aria-describedby=\"").text(&*id);
    html.markup("-texte\" class=\"t-chart\"><desc id=\"").text(&*id).markup("-texte\">").text(told).markup("</desc>");
    write_line(&mut html, &points, most);
    html.markup("<text class=\"t-chart__label\" x=\"0\" y=\"14\">").text(tell(most)).markup("</text>");
    html.markup("<text x=\"0\" y=\"").text(LINE - 6).markup("\">").text(short(&first.when)).markup("</text>");
    if points.len() > 1 {
        html.markup("<text class=\"t-chart__end\" x=\"").text(WIDTH).markup("\" y=\"").text(LINE - 6).markup("\">");
        html.text(short(&last.when)).markup("</text>");
    }
    html.markup("</svg></figure>");
    html.into_view()
}

/// `semaine du 5 avril 2021`, under the drawing: `5 avril 2021`.
fn short(when: &str) -> &str {
    when.strip_prefix("semaine du ").unwrap_or(when)
}

/// The ground line, what is below the line filled, the line, and a mark at its end.
fn write_line(html: &mut HtmlWriter, points: &[Point], most: u64) {
    let base = LINE - BELOW;
    let spans = (points.len() as u64).saturating_sub(1).max(1);
    let x = |at: u64| 4 + at * (WIDTH - 8) / spans;
    let y = |value: u64| ABOVE + (most - value) * (base - ABOVE) / most.max(1);
    let places: Vec<(u64, u64)> = points.iter().zip(0..).map(|(one, at)| (x(at), y(one.value))).collect();
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let (first, last) = (places.first().copied().unwrap_or_default(), places.last().copied().unwrap_or_default());
    html.markup("<path class=\"t-chart__axis\" d=\"").text(format_args!("M0,{base} H{WIDTH}")).markup("\"></path>");
    html.markup("<path class=\"t-chart__area\" d=\"");
    html.text(format_args!("M{},{base} L{} L{},{base} Z", first.0, path.join(" "), last.0)).markup("\"></path>");
    html.markup("<polyline class=\"t-chart__line\" points=\"").text(path.join(" ")).markup("\"></polyline>");
    html.markup("<circle class=\"t-chart__mark\" cx=\"").text(last.0).markup("\" cy=\"").text(last.1);
    html.markup("\" r=\"3.5\"></circle>");
}

/// A part of a whole in words: `12 sur 31 000 (0,1 %)`.
pub fn part_of(part: u64, whole: u64) -> String {
    let share = percent(part, whole).replace('.', ",");
    format!("{} sur {} ({share}\u{a0}%)", number(part), number(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    fn bars(lines: Vec<BarLine>) -> String {
        html(|| view! { <Bars id="par-taille" title="Par <taille>" lines /> })
    }

    #[test]
    fn a_drawing_of_bars_says_in_words_what_it_shows() {
        let line = |label: &str, value| BarLine { label: label.into(), value, told: value.to_string() };
        let drawn = bars(vec![line("Communes", 20), line("Régions", 5)]);
        assert!(drawn.contains("viewBox=\"0 0 360 80\" role=\"img\" aria-labelledby=\"par-taille-titre\""), "{drawn}");
        assert!(drawn.contains("<title id=\"par-taille-titre\">Par &lt;taille&gt;</title>"), "{drawn}");
        assert!(drawn.contains("Communes\u{a0}: 20 ; Régions\u{a0}: 5.</desc>"), "{drawn}");
        assert!(drawn.contains("class=\"t-chart__bar\" x=\"0\" y=\"20\" width=\"216\""), "the most: {drawn}");
        assert!(drawn.contains("class=\"t-chart__bar\" x=\"0\" y=\"60\" width=\"54\""), "a quarter: {drawn}");
        assert!(bars(vec![line("Rien", 0)]).contains("width=\"0\" height=\"10\""), "nothing is drawn as nothing");
    }

    #[test]
    fn a_line_goes_over_its_weeks_and_one_week_is_a_mark() {
        let point = |when: &str, value| Point { when: format!("semaine du {when}"), value };
        let line = |points: Vec<Point>| html(|| view! { <TimeLine id="besoins" title="Besoins" points /> });
        let drawn = line(vec![point("1 mars", 0), point("8 mars", 10), point("15 mars", 5)]);
        assert!(drawn.contains("points=\"4,96 180,22 356,59\""), "{drawn}");
        let told = "15 en tout, de la semaine du 1 mars à la semaine du 15 mars. Le plus : 10, la semaine du 8 mars.";
        assert!(drawn.contains(told), "{drawn}");
        assert!(drawn.contains("aria-labelledby=\"besoins-titre\" aria-describedby=\"besoins-texte\""), "{drawn}");
        let one = line(vec![point("1 mars", 3)]);
        assert!(one.contains("<circle class=\"t-chart__mark\" cx=\"4\" cy=\"22\""), "{one}");
        assert!(line(Vec::new()).contains("Rien pour le moment"));
    }

    #[test]
    fn a_part_is_told_with_its_whole() {
        assert_eq!(part_of(12, 31_000), "12 sur 31\u{202f}000 (0,0\u{a0}%)");
        assert_eq!(part_of(0, 0), "0 sur 0 (0,0\u{a0}%)");
    }
}
