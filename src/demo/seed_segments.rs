//! The demo account's other face: the same shop, with segments instead of statuses.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::crm::{Color, SEGMENT_COLORS};

use super::{SeedWords, World, WorldField, WorldList, WorldSegment};

const DESCRIPTION: u64 = 612_401;
const MANAGERS_NOTE: u64 = 612_403;
const DISCOUNT: u64 = 612_405;
const NEWSLETTER: u64 = 612_407;
const DELIVERY: u64 = 612_409;
const PAYMENT: u64 = 612_411;
const CHANNELS: u64 = 612_413;
const LANDING_PAGE: u64 = 612_415;
const VALID_UNTIL: u64 = 612_417;
const NEXT_REVIEW: u64 = 612_419;
const PICKUP_ADDRESS: u64 = 612_421;

const RETAIL: u64 = 598_211;
const WHOLESALE: u64 = 598_213;
const PARTNER: u64 = 598_215;
const ONE_LESSON: u64 = 601_707;
const WHOLE_COURSE: u64 = 601_709;
/// The id of a price type that was deleted.
const FORGOTTEN: u64 = 598_199;

/// A segment as the tables below have it; the rest follows from its id.
struct Row<'a> {
    id: u64,
    name: &'a str,
    color: Color,
    customers: u64,
    prices: &'a [u64],
    values: Vec<(u64, Value)>,
}

impl World {
    /// Makes the demo account in segments mode.
    ///
    /// Nothing but names and texts depends on the language.
    #[must_use]
    pub fn demo_segments(language: SeedWords) -> Self {
        let rows = people(language).into_iter().chain(companies(language));
        let mut segments: Vec<WorldSegment> = rows.map(segment).collect();
        segments.sort_by_key(|segment| Reverse(segment.id));
        Self {
            // An account of its own beside the one with statuses.
            id: 31_042_881,
            lists: lists(language),
            name: Self::demo(language).name,
            ..Self::with_segments(segments, fields(language))
        }
    }
}

/// Makes a segment: the higher its id, the younger it is.
fn segment(row: Row) -> WorldSegment {
    let created = 1_704_096_000 + i64::try_from(row.id).unwrap_or_default() * 211_337;
    let mut values: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    for (field, value) in row.values {
        values.entry(field).or_default().push(value);
    }
    WorldSegment {
        customers: row.customers,
        created,
        updated: created + 86_400 * 9,
        values,
        prices: row.prices.to_vec(),
        ..WorldSegment::new(row.id, row.name, row.color)
    }
}

/// Picks the words of a language.
fn words(language: SeedWords) -> impl Fn(&'static str, &'static str) -> &'static str {
    move |english, russian| match language {
        SeedWords::English => english,
        SeedWords::Russian => russian,
    }
}

/// Returns the segments of people.
fn people(language: SeedWords) -> Vec<Row<'static>> {
    let t = words(language);
    let about = |english, russian| (DESCRIPTION, Value::from(t(english, russian)));
    vec![
        Row {
            id: 98,
            name: t("Brand ambassadors", "Амбассадоры бренда"),
            color: SEGMENT_COLORS[26],
            customers: 0,
            prices: &[],
            values: vec![],
        },
        Row {
            id: 95,
            name: t("Online shop", "Интернет-магазин"),
            color: SEGMENT_COLORS[1],
            customers: 617,
            prices: &[RETAIL],
            values: vec![
                about(
                    "Order on the website.\nHalf of them come back within a month.",
                    "Заказывают на сайте.\nПоловина возвращается в течение месяца.",
                ),
                (DISCOUNT, "5".into()),
                (NEWSLETTER, true.into()),
                (DELIVERY, 884_103.into()),
                (PAYMENT, 884_201.into()),
                (CHANNELS, 884_305.into()),
                (CHANNELS, 884_313.into()),
                (CHANNELS, 884_315.into()),
                (LANDING_PAGE, "https://aroma-coffee.example/shop".into()),
            ],
        },
        Row {
            id: 89,
            name: t("Coffee school graduates", "Выпускники школы"),
            color: SEGMENT_COLORS[34],
            customers: 38,
            prices: &[RETAIL, ONE_LESSON, WHOLE_COURSE],
            values: vec![
                about("Know what they buy: rare lots first.", "Разбираются в зерне: сначала редкие лоты."),
                (NEWSLETTER, true.into()),
                (LANDING_PAGE, "https://aroma-coffee.example/school".into()),
                // 18:30 in Moscow.
                (NEXT_REVIEW, 1_790_177_400.into()),
            ],
        },
        Row {
            id: 83,
            name: t("Home baristas", "Домашние бариста"),
            color: SEGMENT_COLORS[17],
            customers: 236,
            prices: &[RETAIL],
            values: vec![
                (DISCOUNT, "7.5".into()),
                (NEWSLETTER, true.into()),
                (DELIVERY, 884_105.into()),
                (CHANNELS, 884_301.into()),
                (CHANNELS, 884_303.into()),
            ],
        },
        Row {
            id: 77,
            name: t("Birthday this month", "День рождения в этом месяце"),
            color: SEGMENT_COLORS[24],
            customers: 94,
            prices: &[RETAIL],
            values: vec![
                about("A free cake with any drink.", "Десерт в подарок к любому напитку."),
                (DISCOUNT, "10".into()),
                (VALID_UNTIL, 1_798_664_400.into()),
                (CHANNELS, 884_309.into()),
            ],
        },
        Row {
            id: 33,
            name: t("Sleeping", "Спящие"),
            color: SEGMENT_COLORS[19],
            customers: 403,
            prices: &[],
            values: vec![(NEWSLETTER, false.into()), (CHANNELS, 884_311.into())],
        },
        Row {
            id: 21,
            name: "VIP",
            color: SEGMENT_COLORS[32],
            customers: 158,
            prices: &[RETAIL, PARTNER],
            values: full(&t),
        },
        Row {
            id: 17,
            name: t("Shop guests", "Гости кофейни"),
            color: SEGMENT_COLORS[12],
            customers: 1_842,
            prices: &[RETAIL],
            values: vec![(PAYMENT, 884_203.into())],
        },
    ]
}

/// Returns the segments of companies.
fn companies(language: SeedWords) -> Vec<Row<'static>> {
    let t = words(language);
    let about = |english, russian| (DESCRIPTION, Value::from(t(english, russian)));
    vec![
        Row {
            id: 66,
            name: t("Franchise partners", "Партнёры по франшизе"),
            color: SEGMENT_COLORS[11],
            customers: 5,
            prices: &[PARTNER, FORGOTTEN],
            values: vec![
                (MANAGERS_NOTE, t("Only Olga talks to them", "Общается только Ольга").into()),
                (DISCOUNT, "22.5".into()),
                (DELIVERY, 884_107.into()),
                (PAYMENT, 884_205.into()),
                (NEXT_REVIEW, 1_782_892_800.into()),
            ],
        },
        Row {
            id: 54,
            name: t("Office subscribers", "Офисы по подписке"),
            color: SEGMENT_COLORS[4],
            customers: 61,
            prices: &[WHOLESALE],
            values: vec![
                about(
                    "Beans every Monday, the invoice once a month.",
                    "Зерно каждый понедельник, счёт раз в месяц.",
                ),
                (DELIVERY, 884_103.into()),
                (PAYMENT, 884_205.into()),
                (NEWSLETTER, false.into()),
                (MANAGERS_NOTE, t("Call before 11", "Звонить до 11").into()),
                (VALID_UNTIL, 1_782_853_200.into()),
            ],
        },
        Row {
            id: 45,
            name: t("Wholesale", "Оптовики"),
            color: SEGMENT_COLORS[9],
            customers: 21,
            prices: &[WHOLESALE, PARTNER],
            values: vec![
                (DISCOUNT, "15".into()),
                (DELIVERY, 884_107.into()),
                (PAYMENT, 884_205.into()),
                (PICKUP_ADDRESS, t("12 Roasters Lane, gate 3", "Обжарочный пер., 12, ворота 3").into()),
            ],
        },
        Row {
            id: 38,
            name: t("Cafés and restaurants", "Кафе и рестораны"),
            color: SEGMENT_COLORS[15],
            customers: 12,
            prices: &[WHOLESALE],
            values: vec![],
        },
    ]
}

/// Returns values for every field.
fn full(t: &impl Fn(&'static str, &'static str) -> &'static str) -> Vec<(u64, Value)> {
    let description = t(
        "At least ten purchases in half a year.\nGreet by name, offer new lots first.",
        "Не меньше десяти покупок за полгода.\nОбращаться по имени, новинки предлагать первыми.",
    );
    let note = t("Ask about the grinder", "Спросить про кофемолку");
    let address = t("4 Garden Street, the counter on the left", "Садовая ул., 4, стойка слева");
    vec![
        (DESCRIPTION, description.into()),
        (MANAGERS_NOTE, note.into()),
        (DISCOUNT, "12.5".into()),
        (NEWSLETTER, true.into()),
        (DELIVERY, 884_101.into()),
        (PAYMENT, 884_201.into()),
        (CHANNELS, 884_301.into()),
        (CHANNELS, 884_309.into()),
        (LANDING_PAGE, "https://aroma-coffee.example/vip".into()),
        (VALID_UNTIL, 1_798_664_400.into()),
        (NEXT_REVIEW, 1_784_188_800.into()),
        (PICKUP_ADDRESS, address.into()),
    ]
}

/// Returns the definitions of the fields: each of the eleven types once.
fn fields(language: SeedWords) -> Vec<WorldField> {
    let t = words(language);
    let delivery = [
        (884_101, t("At the counter", "В кофейне")),
        (884_103, t("Courier", "Курьер")),
        (884_105, t("Parcel locker", "Постамат")),
        (884_107, t("Freight", "Транспортная компания")),
    ];
    let payment = [
        (884_201, t("Card", "Картой")),
        (884_203, t("Cash", "Наличными")),
        (884_205, t("Invoice", "По счёту")),
    ];
    let channels = [
        (884_301, "Telegram"),
        (884_303, "WhatsApp"),
        (884_305, "VK"),
        (884_307, "Viber"),
        (884_309, t("Text message", "SMS")),
        (884_311, t("Phone", "Телефон")),
        (884_313, t("E-mail", "Эл. почта")),
        (884_315, t("Website", "Сайт")),
        (884_317, t("App", "Приложение")),
        (884_319, t("Leaflet", "Листовка")),
    ];
    let newsletter = WorldField::new(NEWSLETTER, t("Newsletter", "Рассылка"), "checkbox", 504);
    vec![
        WorldField::new(DESCRIPTION, t("Description", "Описание"), "textarea", 501),
        WorldField::new(MANAGERS_NOTE, t("Manager's note", "Заметка менеджера"), "text", 502),
        WorldField::new(DISCOUNT, t("Discount, %", "Скидка, %"), "numeric", 503),
        WorldField { code: Some("NEWSLETTER".to_owned()), ..newsletter },
        WorldField::new(DELIVERY, t("Delivery", "Доставка"), "select", 505).with_choices(&delivery),
        WorldField::new(PAYMENT, t("Payment", "Оплата"), "radiobutton", 506).with_choices(&payment),
        WorldField::new(CHANNELS, t("Channels", "Каналы связи"), "multiselect", 507).with_choices(&channels),
        WorldField::new(LANDING_PAGE, t("Landing page", "Посадочная страница"), "url", 508),
        WorldField::new(VALID_UNTIL, t("Valid until", "Действует до"), "date", 509),
        WorldField::new(NEXT_REVIEW, t("Next review", "Следующий пересмотр"), "date_time", 510),
        WorldField::new(PICKUP_ADDRESS, t("Pickup address", "Адрес самовывоза"), "streetaddress", 511),
    ]
}

fn lists(language: SeedWords) -> Vec<WorldList> {
    let t = words(language);
    let named = |id: u64, name: &str| (id, name.to_owned());
    vec![
        WorldList {
            id: 9_311,
            name: t("Goods", "Товары").to_owned(),
            kind: "products",
            prices: vec![
                named(RETAIL, t("Retail", "Розница")),
                named(WHOLESALE, t("Wholesale", "Опт")),
                named(PARTNER, t("Partner", "Партнёрская")),
            ],
            texts: vec![named(598_207, t("Article", "Артикул"))],
        },
        WorldList {
            id: 9_417,
            name: t("Coffee school", "Школа кофе").to_owned(),
            kind: "regular",
            prices: vec![
                named(ONE_LESSON, t("One lesson", "Одно занятие")),
                named(WHOLE_COURSE, t("Whole course", "Весь курс")),
            ],
            texts: vec![named(601_705, t("Teacher", "Преподаватель"))],
        },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ehttp::{Headers, Method, Request};
    use serde_json::json;

    use super::super::Server;
    use super::*;

    const LANGUAGES: [SeedWords; 2] = [SeedWords::English, SeedWords::Russian];

    #[test]
    fn the_other_demo_account_has_a_bit_of_everything() {
        for language in LANGUAGES {
            let world = World::demo_segments(language);
            let other = World::demo(language);
            assert!(world.id != other.id && world.name == other.name, "another account of the same shop");
            let names: BTreeSet<&str> = world.segments.iter().map(|segment| segment.name.as_str()).collect();
            assert_eq!(names.len(), 12, "each has a name of its own");
            let colors: BTreeSet<_> = world.segments.iter().map(|segment| segment.color).collect();
            assert_eq!(colors.len(), 12, "and a colour of its own");
            assert!(world.segments.is_sorted_by(|a, b| a.id > b.id), "in the order in which they are listed");
            assert_eq!(world.segments.iter().map(|segment| segment.customers).min(), Some(0));
            assert!(world.segments.iter().any(|segment| segment.customers > 1_000), "a large one");
            let kinds: BTreeSet<&str> = world.fields.iter().map(|field| field.kind).collect();
            assert_eq!((kinds.len(), world.fields.len()), (11, 11), "all types");
            let filled: BTreeSet<u64> =
                world.segments.iter().flat_map(|segment| segment.values.keys().copied()).collect();
            assert_eq!(filled.len(), 11, "every field is used");
            assert!(
                world.segments.iter().any(|segment| segment.values.is_empty()),
                "a segment without values"
            );
            let known: Vec<u64> =
                world.lists.iter().flat_map(|list| &list.prices).map(|price| price.0).collect();
            let used: BTreeSet<u64> =
                world.segments.iter().flat_map(|segment| segment.prices.clone()).collect();
            assert_eq!(used.iter().filter(|id| !known.contains(id)).count(), 1, "one price type is no more");
        }
    }

    #[test]
    fn what_its_segments_hold_could_have_been_written() {
        let world = World::demo_segments(SeedWords::Russian);
        let mut server = Server::new(world.clone());
        for segment in &world.segments {
            let entry = |(id, values): (&u64, &Vec<Value>)| {
                let field = world.fields.iter().find(|field| field.id == *id);
                let member = if field.is_some_and(WorldField::has_choices) { "enum_id" } else { "value" };
                let values: Vec<Value> = values.iter().map(|value| json!({ member: value })).collect();
                json!({ "field_id": id, "values": values })
            };
            let entries: Vec<Value> = segment.values.iter().map(entry).collect();
            let body = json!({ "custom_fields_values": entries }).to_string().into_bytes();
            let url = format!("/api/v4/customers/segments/{}", segment.id);
            let request = Request::new(Method::PATCH, url, Headers::default()).with_body(body);
            assert_eq!(server.answer(&request).status, 200, "{}", segment.name);
        }
        for (after, before) in server.world().segments.iter().zip(&world.segments) {
            assert_eq!(after.values, before.values, "{}", before.name);
        }
    }

    #[test]
    fn its_languages_differ_in_words_only() {
        let wordless = |language| {
            let mut world = World::demo_segments(language);
            world.name.clear();
            for segment in &mut world.segments {
                segment.name.clear();
                segment
                    .values
                    .values_mut()
                    .flatten()
                    .filter(|value| value.is_string())
                    .for_each(|value| *value = Value::Null);
            }
            for field in &mut world.fields {
                field.name.clear();
                field.choices.iter_mut().for_each(|choice| choice.name.clear());
            }
            for list in &mut world.lists {
                list.name.clear();
                list.prices.iter_mut().chain(&mut list.texts).for_each(|field| field.1.clear());
            }
            world
        };
        let [english, russian] = LANGUAGES;
        assert_eq!(wordless(english), wordless(russian));
        assert_ne!(World::demo_segments(english), World::demo_segments(russian));
    }
}
