//! Acts.

use super::example::{Example, LONG_TITLE, LONG_WORD};
use crate::ui::{
    act::{Actions, Button, ButtonLink, Details, UserText, Weight},
    ask_first::{Ask, AskFirst, Why},
    field::PostForm,
    form::Form,
};
use entity::address::Address;
use leptos::prelude::*;

/// Buttons, links that look like them, what is opened first, and what somebody typed.
#[component]
pub(super) fn Acts<'a>(form: &'a Form) -> AnyView {
    view! {
        <Example title="Actes" file="act.rs">
            <PostForm form=form>
                <Actions>
                    <Button>"Bouton principal"</Button>
                    <Button weight=Weight::Secondary>"Bouton secondaire"</Button>
                    <Button weight=Weight::Small>"Petit bouton"</Button>
                    <Button weight=Weight::Secondary name="answer" value="yes" action=Address::DemoComponents>
                        "Bouton qui dit autre chose"
                    </Button>
                </Actions>
            </PostForm>
            <Actions>
                <ButtonLink href=Address::Needs>"Lien principal"</ButtonLink>
                <ButtonLink weight=Weight::Secondary href=Address::Needs>
                    "Lien secondaire"
                </ButtonLink>
                <ButtonLink weight=Weight::Small href=Address::Needs>
                    "Petit lien"
                </ButtonLink>
                <ButtonLink weight=Weight::Secondary href=Address::Needs>
                    {LONG_TITLE}
                </ButtonLink>
            </Actions>
            <Details summary="Fermé">
                <p>"Ce qu’on n’ouvre qu’au besoin."</p>
            </Details>
            <Details summary="Ouvert" open=true>
                <p>"Ce qui est ouvert d’avance, parce qu’un refus s’y trouve."</p>
            </Details>
            <AskFirst form ask=Ask::before("Supprimer", "Ce qui est effacé, et pour qui.").of(LONG_TITLE) />
            <AskFirst
                form
                ask=Ask::before("Retirer", "Ce qui arrive, et qui en est averti.")
                    .why(Why::named("exemple", "Lu par les personnes concernées"))
            />
            <UserText text=format!("Ce que quelqu’un a écrit,\nsur deux lignes.\n\n{LONG_WORD}") />
        </Example>
    }
    .into_any()
}
