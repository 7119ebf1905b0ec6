//! On top of every page of a demonstration: that it is one, what time it is there, and the way to change it.

use crate::http::visit::Visit;
use entity::address::Address;
use leptos::prelude::*;
use wording::time;

#[component]
pub fn DemoBanner<'a>(visit: &'a Visit) -> AnyView {
    let now = time::moment(visit.ctx.now());
    view! {
        <aside class="t-demo-banner" aria-label="Démonstration">
            <div class="fr-container">
                <p>
                    <strong>"Démonstration."</strong>
                    " Personnes et besoins fictifs, collectivités réelles. Ici, nous sommes le "
                    {now}
                    "."
                </p>
                <p class="t-demo-banner__links">
                    <a href=Address::DemoClock.to_string()>"Changer de date"</a>
                    " "
                    <a href=Address::SignIn.to_string()>"Changer de rôle"</a>
                    " "
                    <a href=Address::DemoOutbox.to_string()>"Courriels"</a>
                </p>
            </div>
        </aside>
    }
    .into_any()
}
