//! Writing a message: its text, and publishing all the same what was pointed out in it.

use super::{
    field::{HiddenField, PostForm, TextField},
    form::Form,
    inner::Inner,
    input::Field,
    personal_data::{PublishAnyway, accepted},
};
use crate::http::{fields::Fields, visit::Visit};
use entity::{
    discussion::Room,
    form_field::{self, FieldName, FormField},
    id::MessageId,
};
use leptos::prelude::*;
use server::discussion::write::Typed;

/// What such forms ask, for the summary of refusals.
pub const MESSAGE: Field = Field::new(form_field::MESSAGE, "Votre message")
    .help(
        "2 000 caractères au plus. Pour nommer une collectivité, et la prévenir, écrivez son nom ou son SIREN ainsi : \
         @[Figeac].",
    )
    .short("Message");

/// The form of a message: one of several on a page, told apart by its key (empty for the only one).
pub struct MessageForm {
    form: Form,
    key: String,
    /// The identifier that the message will have: a form that is sent twice writes one.
    id: MessageId,
    /// What stands in it when nothing was typed.
    value: String,
    names: [String; 2],
}

impl MessageForm {
    /// A new message of a room, or the answer to one of its messages.
    pub fn new(visit: &Visit, room: Room, thread: Option<MessageId>) -> Self {
        let key = thread.map(|thread| thread.to_string()).unwrap_or_default();
        Self::keyed(visit, server::discussion::page(room), key, "")
    }

    /// Any other form of a message, that is sent to `action`.
    pub fn keyed(visit: &Visit, action: impl Into<String>, key: impl Into<String>, value: &str) -> Self {
        let key = key.into();
        let form = Form::new(visit, action).labelled(&[MESSAGE]);
        Self {
            id: MessageId(visit.ctx.platform.new_id()),
            names: [form_field::MESSAGE, form_field::ANYWAY].map(|field| String::from(named(field, &key))),
            value: value.to_owned(),
            form,
            key,
        }
    }

    /// What the summary of refusals is made of.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Whether this one, of those of its page, was refused.
    pub fn is_refused(&self) -> bool {
        self.form.typed().is_some_and(|typed| typed.text(form_field::THREAD) == self.key)
    }
}

/// The name of a field of the form of a key.
fn named(field: FormField, key: &str) -> FieldName {
    if key.is_empty() { field.into() } else { field.of(key) }
}

/// What such a form sent: the identifier of the message, and the message.
pub fn sent(fields: &Fields, key: &str) -> (Option<MessageId>, Typed) {
    let field = named(form_field::MESSAGE, key);
    let accepted = accepted(fields, &named(form_field::ANYWAY, key));
    let id = fields.text(named(form_field::ID, key)).parse().ok();
    (id, Typed { text: fields.text(&field), field, accepted })
}

/// The form; `children` are its button, and what it asks besides.
#[component]
pub fn WriteMessage<'a>(
    part: &'a MessageForm,
    label: &'static str,
    #[prop(default = 4)] rows: u8,
    children: Inner,
) -> AnyView {
    let form = &part.form;
    let [name, anyway] = &part.names;
    let field = Field { label, ..MESSAGE.named(name) };
    let id_name = String::from(named(form_field::ID, &part.key));
    let id = form.text(&id_name, &part.id.to_string());
    view! {
        <PostForm form>
            <HiddenField name=id_name value=id />
            <HiddenField name=form_field::THREAD value=part.key.clone() />
            <TextField form field rows value=part.value.clone() />
            <PublishAnyway form field=name.clone() anyway=anyway.clone() />
            {children.view()}
        </PostForm>
    }
    .into_any()
}
