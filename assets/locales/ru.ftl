## Программа
app-name = Etapa
app-purpose = Меняйте статусы и сегменты покупателей в amoCRM и Kommo: щёлкайте и перетаскивайте мышью.
language-english = English
language-russian = Русский

## Начальный экран
start-heading = Подключение к аккаунту
start-address = Адрес аккаунта
start-address-hint = Вставьте адрес любой страницы аккаунта
start-token = Токен доступа
start-token-hint = Вставьте долгосрочный токен
start-token-hint-first = Вставьте его, если он уже есть
start-token-none = У меня ещё нет токена
start-connect = Подключиться
start-connecting = Подключение…
start-stop = Остановить
start-back = Назад
start-check = Проверить
start-checking = Спрашиваем { $host }, чей это доступ…
start-opening = Открываем { $host }…
start-integration-instead = Подключить через свою интеграцию (OAuth)
start-token-instead = Подключить по долгосрочному токену
start-demo = Открыть демо-аккаунт
start-demo-segments = Попробовать демо с сегментами
start-demo-about = Попробуйте всё без своего аккаунта. Никуда ничего не отправляется.
start-promise = В аккаунте ничего не изменится, пока вы не нажмёте «Сохранить».
secret-show = Показать содержимое поля «{ $field }»
secret-hide = Скрыть содержимое поля «{ $field }»
step-address = Адрес
step-token = Токен
step-check = Проверка
recognised-amocrm = Аккаунт amoCRM { $host }
recognised-kommo = Аккаунт Kommo { $host }
recognised-local = Учебный сервер { $host } на этом компьютере

## Как получить токен
guide-heading = Как получить долгосрочный токен
guide-open-amocrm = Войдите как администратор и откройте в amoCRM раздел «amoМаркет».
guide-create-amocrm = Нажмите три точки вверху справа и выберите «Создать интеграцию»: нужна частная, с доступом к данным аккаунта. Или откройте уже созданную.
guide-open-kommo = Войдите как администратор и откройте «Настройки» → «Интеграции».
guide-create-kommo = Нажмите «Создать интеграцию»: нужна частная, с доступом к данным аккаунта. Или откройте уже созданную.
guide-keys = Откройте в ней вкладку «Ключи и доступы».
guide-generate = Нажмите «Сгенерировать токен» и выберите срок действия: от 1 дня до 5 лет.
guide-copy = Сразу скопируйте токен (его показывают только один раз) и вставьте ниже.
guide-open-page = Открыть страницу с интеграциями
guide-support = По правилам amoCRM обычный аккаунт, в котором включена частная интеграция, навсегда лишается технической поддержки по системным ошибкам. Если сомневаетесь, спросите владельца аккаунта.

## Своя интеграция
integration-about = Etapa будет сама обновлять доступ каждый день. Всё, что нужно ввести, есть в окне вашей частной интеграции на вкладке «Ключи и доступы».
integration-id = ID интеграции
integration-id-about = Длинная строка из букв, цифр и дефисов
integration-secret = Секретный ключ
integration-secret-about = Отправляется только на адрес аккаунта
integration-redirect = Адрес перенаправления
integration-redirect-about = Буква в букву как в настройках интеграции
integration-code = Код авторизации
integration-code-about = Действует 20 минут, скопируйте его последним

## Что открывает токен
admin-yes = Администратор: можно менять всё
admin-no = Не администратор: смотреть можно, менять нельзя
admin-unknown = Есть ли права администратора, станет ясно при сохранении
expiry-until = Действует до { $date }, { $left }
expiry-over = Срок токена истёк { $date }
expiry-renewed = Доступ продлевается сам
expiry-not-told = Срок действия не указан
left-minutes = { $n ->
    [one] осталась { $n } минута
    [few] осталось { $n } минуты
   *[other] осталось { $n } минут
}
left-hours = { $n ->
    [one] остался { $n } час
    [few] осталось { $n } часа
   *[other] осталось { $n } часов
}
left-days = { $n ->
    [one] остался { $n } день
    [few] осталось { $n } дня
   *[other] осталось { $n } дней
}
left-months = { $n ->
    [one] остался { $n } месяц
    [few] осталось { $n } месяца
   *[other] осталось { $n } месяцев
}
left-years = { $n ->
    [one] остался { $n } год
    [few] осталось { $n } года
   *[other] осталось { $n } лет
}

## Аккаунты
accounts-heading = Ваши аккаунты
account-options = Действия с аккаунтом { $account }
account-add = Добавить аккаунт…
account-forget = Забыть этот аккаунт…
account-look-only = Только просмотр
account-label = Цвет
account-user = Вы — { $user }.
account-this-run = Доступ к этому аккаунту хранится, пока вы не закроете Etapa.
label-none = Без цвета
label-red = Красный
label-orange = Оранжевый
label-green = Зелёный
label-turquoise = Бирюзовый
label-blue = Синий
label-violet = Фиолетовый

## Верхняя панель
header-account = Аккаунт
header-demo = Демо
header-demo-about = Это вымышленный аккаунт. Пробуйте что угодно.
header-demo-statuses = Открыть пример со статусами
header-demo-segments = Открыть пример с сегментами
header-sign-out = Закрыть аккаунт
header-reload = Обновить
header-undo = Отменить
header-redo = Повторить
header-language = Язык
header-theme = Оформление
theme-system = Как на компьютере
theme-light = Светлое
theme-dark = Тёмное
read-only = Менять что-либо здесь может только администратор аккаунта. Вам доступен просмотр.
read-only-look = Вы закрыли этот аккаунт от изменений. Смотреть можно всё.
read-only-unlock = Разрешить изменения
read-only-elsewhere = Этот аккаунт открыт в другом окне Etapa, и его изменения — там. Здесь вам доступен просмотр.
read-only-edit-here = Изменять здесь

## Режимы
mode-periodicity = Включены статусы
mode-segments = Включены сегменты
mode-disabled = Покупатели выключены
mode-unavailable = Покупателей нет в тарифе
mode-unknown = Режим неизвестен

## Боковые панели
statuses-heading = Статусы
panel-counter = { $n } из { $max }
statuses-counter-about = { $n } из { $max } возможных статусов, включая системные
statuses-empty-segments = Покупатели в этом аккаунте распределены по сегментам, поэтому статусов нет. Чтобы работать со статусами, включите периодичность в настройках покупателей amoCRM и нажмите «Обновить».
statuses-empty-disabled = Покупатели в этом аккаунте выключены. Включите их в настройках amoCRM и нажмите «Обновить».
statuses-empty-unavailable = В тарифе этого аккаунта нет покупателей. Выберите тариф, в котором они есть, и нажмите «Обновить».
statuses-empty-unknown = amoCRM не сообщает, есть ли в аккаунте статусы. Проверьте настройки покупателей и нажмите «Обновить».
statuses-none = В этом аккаунте пока нет статусов.
status-add = Добавить статус
status-add-full = Создано { $max } статусов из { $max } возможных, включая системные. Чтобы освободить место, удалите один из них.
status-new = Новый статус
segments-heading = Сегменты
segments-off = В этом аккаунте включены статусы (периодичность). Сегменты выключены.
segments-none = В этом аккаунте пока нет сегментов.
segments-counter-about = { $n } из { $max } возможных сегментов
segments-sort = Как упорядочен список. Это видно только вам: amoCRM не хранит порядок сегментов
segments-sorted = Сортировка: { $order }
segments-by-name = по названию
segments-by-customers = по числу покупателей
segments-by-colour = по цвету
segments-by-change = по дате изменения
segment-add = Добавить сегмент
segment-add-full = Создано { $max } сегментов — больше нельзя. Чтобы освободить место, удалите один из них.
segment-new = Новый сегмент
segment-copy-of = { $name } (копия)
segment-duplicate = Создать копию
segment-delete = Удалить сегмент
segment-customers = { $n ->
    [one] { $count } покупатель
    [few] { $count } покупателя
   *[other] { $count } покупателей
}
digit-groups = {"\u00A0"}
segments-nothing = Сегментов нет.

## Строки списка
row-drag = Перетащить «{ $name }»
row-up = Переместить «{ $name }» выше
row-down = Переместить «{ $name }» ниже
row-up-tip = Выше
row-down-tip = Ниже
row-system = Системный статус amoCRM. Его место не меняется.
row-changed = Ещё не сохранено
row-refused = amoCRM отклонила последнее изменение
row-nameless = Без названия
row-moved = { $name }, место { $place } из { $count }
row-rename = Переименовать «{ $name }»
row-menu-rename = Переименовать
row-menu-delete = Удалить…
row-menu-delete-new = Удалить

## Редактор
editor-none = Ничего не выбрано
editor-none-about = Щёлкните статус слева, чтобы переименовать его, сменить цвет или переместить.
editor-none-segments = Нажмите на сегмент справа, чтобы переименовать его, сменить цвет или заполнить поля.
editor-nothing = Здесь пока нечего менять
editor-name = Название
editor-colour = Цвет
editor-colour-none = Цвет не удаётся показать
editor-place = Место
editor-place-of = Место { $place } из { $count }
editor-move = Выбрать место…
editor-kind = Назначение
editor-system = Это системный статус amoCRM. Его нельзя переместить или удалить. Название и цвет можно попробовать изменить, но amoCRM может отказать.
editor-take-back = Вернуть как было
editor-refused = amoCRM отклонила последнее изменение.
status-delete = Удалить статус

## Выбрано несколько статусов
several-heading = { $n ->
    [one] Выбран { $n } статус
    [few] Выбрано { $n } статуса
   *[other] Выбрано { $n } статусов
}
several-count = { $n ->
    [one] { $n } статус
    [few] { $n } статуса
   *[other] { $n } статусов
}
several-moved = { $n ->
    [one] Перемещён { $n } статус, теперь с места { $place } из { $count }
    [few] Перемещены { $n } статуса, теперь с места { $place } из { $count }
   *[other] Перемещены { $n } статусов, теперь с места { $place } из { $count }
}
several-system = Среди выбранных есть системные статусы amoCRM. Они остаются на своих местах и не удаляются.
several-delete = Удалить статусы
several-colours = Разные цвета
several-segments-heading = { $n ->
    [one] Выбран { $n } сегмент
    [few] Выбрано { $n } сегмента
   *[other] Выбрано { $n } сегментов
}
several-segments-delete = Удалить сегменты

## Что не удаляется
delete-system = Системные статусы amoCRM нельзя удалить.
colour-not-listed = { $colour }, не из списка
colour-users-none = Других статусов с этим цветом нет
colour-users-none-segment = Других сегментов с этим цветом нет
colour-users-segment = { $more ->
    [0] Этот цвет уже у сегментов: { $names }
   *[other] Этот цвет уже у сегментов: { $names } и ещё { $more }
}
colour-users = { $more ->
    [0] Этот цвет уже у статусов: { $names }
   *[other] Этот цвет уже у статусов: { $names } и ещё { $more }
}

## Несколько строк вставлены в название нового статуса
paste-question = { $n ->
    [one] Создать { $n } статус, по одному на каждую строку?
    [few] Создать { $n } статуса, по одному на каждую строку?
   *[other] Создать { $n } статусов, по одному на каждую строку?
}
paste-question-segments = { $n ->
    [one] Создать { $n } сегмент, по одному на каждую строку?
    [few] Создать { $n } сегмента, по одному на каждую строку?
   *[other] Создать { $n } сегментов, по одному на каждую строку?
}
paste-left-out-segments = { $left ->
    [1] В аккаунте может быть не больше { $max } сегментов, поэтому последняя строка не поместится.
   *[other] В аккаунте может быть не больше { $max } сегментов, поэтому не поместится строк: { $left }.
}
paste-make-segments = { $n ->
    [one] Создать { $n } сегмент
    [few] Создать { $n } сегмента
   *[other] Создать { $n } сегментов
}
paste-left-out = { $left ->
    [1] В аккаунте может быть не больше { $max } статусов, поэтому последняя строка не поместится.
   *[other] В аккаунте может быть не больше { $max } статусов, поэтому не поместится строк: { $left }.
}
paste-make = { $n ->
    [one] Создать { $n } статус
    [few] Создать { $n } статуса
   *[other] Создать { $n } статусов
}
paste-keep = Оставить одним названием

## Условия
conditions-heading = Условия
conditions-none = У этого статуса нет условий.
conditions-group = Группа { $n }
condition-before-purchase = { $days ->
    [one] За { $days } день до покупки
    [few] За { $days } дня до покупки
   *[other] За { $days } дней до покупки
}
condition-after-today = { $days ->
    [one] Через { $days } день после сегодняшнего
    [few] Через { $days } дня после сегодняшнего
   *[other] Через { $days } дней после сегодняшнего
}
condition-tag = У покупателя есть тег { $tags }
condition-tags-any = У покупателя есть один из тегов: { $tags }
condition-tags-all = У покупателя есть все теги: { $tags }
condition-tag-name = «{ $name }»
condition-tag-id = номер { $id }
condition-unknown = Условие, которое Etapa не знает
condition-copy = Скопировать текст этого условия
conditions-only-web = Изменить условия можно только на сайте amoCRM.
conditions-open = Открыть страницу покупателей
conditions-no-page = Это вымышленный аккаунт, страницы на сайте у него нет.

## Подробности
details-heading = Подробности
details-id = Номер в amoCRM
details-id-none = Пока нет: amoCRM присвоит его при сохранении.
details-copy-id = Скопировать номер
details-copy-raw = Скопировать JSON для поддержки
details-raw-none = До сохранения копировать и читать нечего.
details-reload = Обновить этот статус
details-reload-segment = Обновить этот сегмент
details-history = История этого статуса
details-history-segment = История этого сегмента
details-created = Создан
details-changed = Последнее изменение
copied = Скопировано

## Для чего статус
kind-ordinary = Создан в этом аккаунте
kind-purchase-expected = Ожидается покупка
kind-not-purchased = Покупка не состоялась
kind-closed = Закрыт
kind-recently-purchased = Недавняя покупка
kind-unknown = amoCRM не сообщает

## Проверка изменений
review-heading = Проверьте изменения
review-saving = Изменения сохраняются
review-about = Ничего не отправляется, пока вы не нажмёте «Сохранить».
review-back = Назад
review-empty = Изменений нет
review-empty-about = Всё, что вы измените, появится здесь до сохранения.
review-progress = { $done } из { $count }
review-waiting = Сервер попросил подождать. Сохранение продолжится само.
review-take-back = Вернуть как было: { $change }
review-others = За это время изменили другие
review-losses = Что не вернётся прежним
line-waiting = Ждёт очереди
line-sending = Отправляется
line-done = Сохранено
line-refused = Отклонено

## Предложения об изменениях
change-removed = «{ $name }» удаляется
change-added = «{ $name }» добавляется на место { $place }
change-renamed = «{ $name }» получает название «{ $to }»
change-recoloured = «{ $name }» меняет цвет: был { $from }, станет { $to }
change-moved = «{ $name }» переходит с места { $from } на место { $to }
change-removed-segment = Сегмент «{ $name }» удаляется
change-added-segment = Добавляется сегмент «{ $name }»
change-added-fields = { $fields ->
    [one] заполнено { $fields } поле
    [few] заполнено { $fields } поля
   *[other] заполнено { $fields } полей
}
change-added-prices = { $prices ->
    [one] { $prices } тип цен
    [few] { $prices } типа цен
   *[other] { $prices } типов цен
}
change-filled = «{ $name }»: поле «{ $field }» заполняется: «{ $to }»
change-refilled = «{ $name }»: поле «{ $field }» было «{ $from }», станет «{ $to }»
change-cleared = «{ $name }»: поле «{ $field }» очищается, было «{ $from }»
change-prices-added = «{ $name }»: добавлены цены: { $added }
change-prices-removed = «{ $name }»: убраны цены: { $removed }
change-prices = «{ $name }»: добавлены цены: { $added }; убраны: { $removed }
change-nameless = без названия
change-no-colour = без цвета

## Нижняя панель
bottom-changes = { $n ->
    [0] Изменений нет
    [one] { $n } изменение не сохранено
    [few] { $n } изменения не сохранены
   *[other] { $n } изменений не сохранено
}
bottom-saving = Сохранение: { $done } из { $count }
bottom-stopping = Ждём ответа на последний запрос…
bottom-checking = Ответа не было: проверяем, что дошло…
bottom-closing = Окно закроется, как только придёт ответ на отправленный запрос…
bottom-leaving = Окно закроется, как только всё будет записано…
bottom-kept = Черновик хранится на этом компьютере
bottom-loading = Чтение аккаунта…
bottom-discard = Сбросить
bottom-review = Проверить
bottom-save = Сохранить
bottom-stop = Остановить

## Вопросы
ask-cancel = Отмена
ask-place-heading = Переместить «{ $name }»
ask-place = Новое место
ask-place-range = Число от { $first } до { $last }
ask-place-move = Переместить
ask-token-heading = Токен больше не действует
ask-token-about = Срок токена истёк, его отозвали или он от другого аккаунта. Ваши изменения не пропадут. Вставьте новый токен, чтобы продолжить.
ask-token-later = Позже
ask-code-heading = Доступ интеграции закончился
ask-code-about = Её отключили или не пользовались ею три месяца. Ваши изменения не пропадут. Скопируйте новый код авторизации в окне интеграции и вставьте его, чтобы продолжить.
ask-forget-heading = Забыть { $host }?
ask-forget-about = Ключи будут удалены из хранилища паролей этого компьютера, а аккаунт — из списка вместе с несохранённым. Резервные копии и история останутся в папке Etapa. В amoCRM ничего не изменится. Чтобы снова открыть его, понадобится токен.
ask-forget-keep = Оставить
ask-forget-confirm = Забыть
ask-delete-heading = Удалить «{ $name }»?
ask-delete-customers = Покупателей из этого статуса amoCRM со временем сама перенесёт в другие статусы по своим условиям. Выбрать, куда они попадут, нельзя.
ask-delete-lost = Вернуть его ID и условия не получится, даже если создать статус с тем же названием.
ask-delete-several-heading = { $n ->
    [one] Удалить { $n } статус?
    [few] Удалить { $n } статуса?
   *[other] Удалить { $n } статусов?
}
ask-delete-several-customers = Покупателей из этих статусов amoCRM со временем сама перенесёт в другие статусы по своим условиям. Выбрать, куда они попадут, нельзя.
ask-delete-several-lost = Вернуть их ID и условия не получится, даже если создать статусы с теми же названиями.
ask-delete-several-system = { $n ->
    [one] Выбран и { $n } системный статус amoCRM. Он останется.
    [few] Выбраны и { $n } системных статуса amoCRM. Они останутся.
   *[other] Выбраны и { $n } системных статусов amoCRM. Они останутся.
}
ask-delete-segments-heading = { $n ->
    [one] Удалить { $n } сегмент?
    [few] Удалить { $n } сегмента?
   *[other] Удалить { $n } сегментов?
}
ask-delete-segments-customers = { $n ->
    [0] Сейчас здесь нет покупателей.
    [one] Здесь { $count } покупатель. Он останется в amoCRM, но в этой группе больше не будет.
    [few] Здесь { $count } покупателя. Они останутся в amoCRM, но в этой группе больше не будут.
   *[other] Здесь { $count } покупателей. Они останутся в amoCRM, но в этой группе больше не будут.
}
ask-delete-segments-customers-of-several = { $n ->
    [0] Сейчас в них нет покупателей.
    [one] В них { $count } покупатель. Он останется в amoCRM, но в этих группах больше не будет.
   *[other] Покупателей в них: до { $count }, ведь один покупатель может быть в нескольких сегментах. Они останутся в amoCRM, но в этих группах больше не будут.
}
ask-delete-segments-lost = { $segments ->
    [one] Номер сегмента и его условия вернуть нельзя, даже если создать сегмент с тем же названием.
   *[other] Номера сегментов и их условия вернуть нельзя, даже если создать сегменты с теми же названиями.
}
ask-delete-several-keep = Оставить
ask-delete-when = До нажатия «Сохранить» ничего не удаляется, и удаление можно отменить.
ask-delete-keep = Оставить
ask-delete-confirm = Удалить
ask-leave-heading = { $n ->
    [one] { $n } изменение не сохранено
    [few] { $n } изменения не сохранены
   *[other] { $n } изменений не сохранено
}
ask-leave-about = Если выйти сейчас, несохранённое пропадёт.
ask-leave-stay = Остаться
ask-leave-anyway = Выйти без сохранения

## Сообщения
notice-dismiss = Закрыть сообщение
notice-saved = { $n ->
    [one] { $n } изменение сохранено.
    [few] { $n } изменения сохранены.
   *[other] { $n } изменений сохранено.
}
notice-saved-made = Кое-что amoCRM теперь показывает не так, как было отправлено, или это изменил кто-то другой:
notice-partly = { $saved ->
    [0] Ничего не сохранено;
    [one] { $saved } изменение сохранено;
    [few] { $saved } изменения сохранены;
   *[other] { $saved } изменений сохранено;
} { $left ->
    [one] { $left } изменение отклонено. Причина — на странице проверки.
    [few] { $left } изменения отклонены. Причины — на странице проверки.
   *[other] { $left } изменений отклонено. Причины — на странице проверки.
}
notice-stopped = { $saved ->
    [0] Остановлено. Ничего не сохранено,
    [one] Остановлено. { $saved } изменение сохранено,
    [few] Остановлено. { $saved } изменения сохранены,
   *[other] Остановлено. { $saved } изменений сохранено,
} { $left ->
    [one] осталось { $left }.
   *[other] осталось { $left }.
}
notice-meanwhile = За это время аккаунт изменил кто-то другой, поэтому ничего не отправлено. Просмотрите изменения ещё раз и нажмите «Сохранить».
notice-reloaded = Данные аккаунта обновлены. Там ничего не изменилось.
notice-reloaded-changes = { $n ->
    [one] Данные аккаунта обновлены. Там { $n } изменение.
    [few] Данные аккаунта обновлены. Там { $n } изменения.
   *[other] Данные аккаунта обновлены. Там { $n } изменений.
}
notice-status = { $n ->
    [0] Данные обновлены. Ничего не изменилось.
   *[other] Данные обновлены. Изменилось: { $n }.
}
notice-status-moved = Возможно, он теперь на другом месте: нажмите «Обновить», чтобы увидеть весь список.
notice-order = amoCRM показывает не тот порядок, который был отправлен. Посмотрите на список, расставьте статусы ещё раз и нажмите «Сохранить».
notice-not-arrived = Последнее изменение не дошло. Нажмите «Сохранить», чтобы отправить его ещё раз.
notice-no-token = Вставьте токен доступа. Он состоит из латинских букв, цифр и нескольких знаков.
notice-no-code = Вставьте код авторизации. Он состоит из латинских букв и цифр.
notice-problems = { $n ->
    [one] Ничего не отправлено: сначала нужно исправить { $n } ошибку. Она показана среди изменений.
    [few] Ничего не отправлено: сначала нужно исправить { $n } ошибки. Они показаны среди изменений.
   *[other] Ничего не отправлено: сначала нужно исправить { $n } ошибок. Они показаны среди изменений.
}
notice-kept = Ваши изменения не потеряны.
notice-more = { $n ->
    [one] и ещё { $n }
   *[other] и ещё { $n }
}

## Адреса
host-empty = Введите адрес аккаунта, например example.amocrm.ru.
host-name-only = «{ $name }» — это только имя. Введите адрес целиком, например { $name }.amocrm.ru или { $name }.kommo.com.
host-no-account = По адресу { $host } нет аккаунта. Введите адрес, который видите в браузере, когда работаете в аккаунте, например example.amocrm.ru.
host-not-vendor = Адрес { $host } не принадлежит ни amoCRM, ни Kommo. Токен туда не отправлен. Введите адрес, который заканчивается на amocrm.ru, amocrm.com или kommo.com.
host-local = Адрес учебного сервера на этом компьютере записывается так: http://127.0.0.1:8080.
host-not-an-address = Это не адрес. Введите его так, как он записан в браузере, например example.amocrm.ru.

## Сбои
fault-unknown-host = По этому адресу нет аккаунта, или нет интернета. Проверьте адрес и подключение и попробуйте ещё раз.
fault-unreachable = Сервер не отвечает. Проверьте адрес и подключение к интернету и попробуйте ещё раз.
fault-untrusted = Сервер не смог доказать, что он принадлежит amoCRM, поэтому ничего не отправлено. Обратитесь к тому, кто обслуживает вашу сеть.
fault-timed-out = Сервер слишком долго не отвечает. Попробуйте ещё раз через минуту.
fault-lost = Соединение прервалось. Проверьте подключение к интернету и попробуйте ещё раз.
fault-too-large = Ответ сервера слишком велик. Проверьте адрес и попробуйте ещё раз.
fault-signed-out = amoCRM не принимает этот токен: он неверный, просроченный или от другого аккаунта. Создайте новый токен в amoCRM и подключитесь ещё раз.
fault-unpaid = Аккаунт не оплачен, или тариф не позволяет это сделать. Проверьте оплату в amoCRM.
fault-forbidden = Это может сделать только администратор аккаунта. Попросите у него токен.
fault-blocked = amoCRM блокирует это подключение. Подождите и попробуйте ещё раз или напишите в поддержку amoCRM.
fault-not-listed = Этот аккаунт пускает только с интернет-адресов из своего списка, а вашего там нет. Попросите администратора добавить его в настройках безопасности amoCRM.
fault-not-found = В amoCRM этого больше нет. Нажмите «Обновить», чтобы увидеть, как аккаунт выглядит сейчас.
fault-mode-off = Аккаунт теперь использует другой список: в amoCRM изменили настройки покупателей. Верните там прежний режим и нажмите «Обновить».
fault-refused = amoCRM отклонила это и не объяснила почему.
fault-refused-words = amoCRM отклонила это: { $words }
fault-not-taken = amoCRM ответила, что это сделано, но не показывает этого. Нажмите «Сохранить», чтобы попробовать ещё раз.
fault-too-many = В amoCRM поступает слишком много запросов из этого аккаунта. Подождите минуту и попробуйте ещё раз.
fault-broken = Сбой на стороне amoCRM ({ $code }). Попробуйте ещё раз через несколько минут.
fault-malformed = Ответ amoCRM не удалось понять. Попробуйте ещё раз; если не поможет, пришлите нам это: { $what }

## Замечания
problem-empty-name = Чтобы сохранить статус, дайте ему название.
problem-empty-name-segment = Чтобы сохранить сегмент, дайте ему название.
problem-twin-name-segment = Так же называется другой сегмент. Это допустимо, но их легко перепутать.
problem-no-room = Для этого статуса больше нет места. Удалите другой или этот.
problem-no-room-segment = Для этого сегмента больше нет места. Удалите другой или этот.
problem-twin-name = Так же называется другой статус. Это допустимо, но их легко перепутать.

## 21 цвет
colour-fffeb2 = Бледно-жёлтый
colour-fffd7f = Светло-жёлтый
colour-fff000 = Жёлтый
colour-ffeab2 = Кремовый
colour-ffdc7f = Абрикосовый
colour-ffce5a = Янтарный
colour-ffdbdb = Бледно-розовый
colour-ffc8c8 = Розовый
colour-ff8f92 = Коралловый
colour-d6eaff = Бледно-голубой
colour-c1e0ff = Светло-голубой
colour-98cbff = Голубой
colour-ebffb1 = Бледно-салатовый
colour-deff81 = Салатовый
colour-87f2c0 = Мятный
colour-f9deff = Бледно-сиреневый
colour-f3beff = Сиреневый
colour-ccc8f9 = Лавандовый
colour-eb93ff = Фиолетовый
colour-f2f3f4 = Бледно-серый
colour-e6e8ea = Серый

## 40 цветов сегментов
colour-10599d = Стальной синий
colour-2176ff = Ярко-синий
colour-006acc = Королевский синий
colour-07a0c3 = Небесный
colour-247ba0 = Морской синий
colour-177e89 = Сине-зелёный
colour-046e8f = Тёмно-морской
colour-598381 = Серо-бирюзовый
colour-0c7c59 = Сосновый
colour-495f41 = Цвет мха
colour-00a44b = Зелёный
colour-08605f = Тёмный сине-зелёный
colour-bf2600 = Кирпичный
colour-06d6a0 = Ярко-мятный
colour-e14945 = Кораллово-красный
colour-79b473 = Цвет листвы
colour-ae003f = Тёмно-малиновый
colour-a2ad59 = Оливковый
colour-cd0f53 = Малиновый
colour-8e936d = Шалфейный
colour-832161 = Сливовый
colour-2e5339 = Лесной зелёный
colour-bf126f = Пурпурный
colour-6f7c12 = Тёмно-оливковый
colour-ff5376 = Розово-красный
colour-dd1c1a = Красный
colour-bb304e = Вишнёвый
colour-631d76 = Тёмно-фиолетовый
colour-9d2b32 = Рубиновый
colour-4a001f = Бордовый
colour-b118c8 = Ярко-фиолетовый
colour-6a0f49 = Винный
colour-6610f2 = Индиго
colour-b38a58 = Песочный
colour-8963ba = Аметистовый
colour-4b3666 = Баклажанный
colour-932f6d = Лиловый пурпур
colour-6b2d5c = Тёмно-сливовый
colour-6461a0 = Серо-синий
colour-4f517d = Сумеречно-синий

## Даты
date-long = { $day } { $month } { $year }
date-moment = { $date }, { $time }
date-month = { $month } { $year }
date-typed = { $day }.{ $month }.{ $year }
date-typed-hint = ДД.ММ.ГГГГ
date-typed-hint-moment = ДД.ММ.ГГГГ ЧЧ:ММ
month-january = Январь
month-february = Февраль
month-march = Март
month-april = Апрель
month-may = Май
month-june = Июнь
month-july = Июль
month-august = Август
month-september = Сентябрь
month-october = Октябрь
month-november = Ноябрь
month-december = Декабрь
month-of-january = января
month-of-february = февраля
month-of-march = марта
month-of-april = апреля
month-of-may = мая
month-of-june = июня
month-of-july = июля
month-of-august = августа
month-of-september = сентября
month-of-october = октября
month-of-november = ноября
month-of-december = декабря
weekday-monday = Пн
weekday-tuesday = Вт
weekday-wednesday = Ср
weekday-thursday = Чт
weekday-friday = Пт
weekday-saturday = Сб
weekday-sunday = Вс
calendar-year-back = Предыдущий год
calendar-month-back = Предыдущий месяц
calendar-month-on = Следующий месяц
calendar-year-on = Следующий год
calendar-today = Сегодня

## Дополнительные поля сегмента
values-heading = Дополнительные поля
values-none = В этом аккаунте нет дополнительных полей для сегментов. Их создают в настройках amoCRM.
values-changed = Изменено, ещё не сохранено
values-take-back = Вернуть прежнее значение поля «{ $field }»
values-clear = Очистить «{ $field }»
values-counter = { $n } из { $max }
values-empty = Не заполнено
values-yes = Да
values-no = Нет
values-search = Найти вариант
values-search-none = Нет варианта с таким названием.
values-choice-gone = #{ $id } (больше не предлагается)
values-field-gone = Поле #{ $id } (больше не существует)
values-open = Открыть
values-open-name = Открыть страницу из поля «{ $field }»
values-calendar = Выбрать день для поля «{ $field }»
values-zone = Часовой пояс аккаунта: { $zone }
values-unknown = Etapa не знает этот тип поля; оно останется как есть.
decimal-sign = ,
value-too-long = Здесь больше { $max } символов; amoCRM откажется это сохранять.
value-not-a-number = Это не число. Введите его цифрами, например 1250 или 12,5.
value-not-a-date = Дата неполная или неверная. Введите её так: 31.12.2026.
value-not-a-moment = Дата и время неполные или неверные. Введите их так: 31.12.2026 14:05.
value-choice-gone = Выбранного варианта больше нет. Выберите другой или очистите поле.
value-field-gone = Этого поля больше нет. Верните прежнее значение или очистите поле.
value-unsendable = Etapa не может записать это значение обратно. Верните прежнее или введите другое.
value-not-an-address = Это не похоже на адрес страницы: он начинается с https://. Сохранить всё же можно.
value-refused = amoCRM отклонила это: «{ $words }» Измените значение или верните прежнее и сохраните снова.

## Цены сегмента
prices-heading = Цены
prices-about = Покупатели этого сегмента могут покупать по отмеченным ценам.
prices-none = В этом аккаунте нет типов цен.
prices-unreadable = С вашими правами нельзя прочитать названия цен. Цены этого сегмента останутся прежними, если не снимать отметки.
prices-other = Другие
prices-unknown = #{ $id } (неизвестная)

## Одно поле нескольких сегментов
several-values-heading = Заполнить одно поле
several-values-open = Это пока не заполнено: нажмите кнопку.
several-values-field = Выберите поле
several-values-fill = { $n ->
    [one] Заполнить у { $n } сегмента
   *[other] Заполнить у { $n } сегментов
}
several-values-clear = { $n ->
    [one] Очистить у { $n } сегмента
   *[other] Очистить у { $n } сегментов
}

## Что сообщает интеграции пользователя сам сервис.

sign-in-code-expired = Этому коду больше 20 минут. Скопируйте новый на странице интеграции.
sign-in-code-used = Этот код уже использован. Откройте страницу интеграции ещё раз и скопируйте новый.
sign-in-code-unreadable = Это не весь код. Скопируйте его ещё раз на странице интеграции.
sign-in-wrong-id = amoCRM не знает интеграции с таким ID. Скопируйте ID интеграции ещё раз.
sign-in-wrong-secret = Это не секретный ключ интеграции. Скопируйте его ещё раз.
sign-in-wrong-redirect = Адрес перенаправления не такой, как в настройках интеграции. Скопируйте его оттуда буква в букву.
sign-in-wrong-account = Эти ключи от другого аккаунта. Проверьте адрес аккаунта.
sign-in-revoked = Доступ интеграции закончился: её отключили или не пользовались ею три месяца. Вставьте новый код со страницы интеграции.

## Место, где компьютер хранит пароли.

keyring-absent = На этом компьютере нет хранилища паролей, с которым может работать Etapa.
keyring-locked = Хранилище паролей этого компьютера заблокировано.
keyring-forgotten = Этот аккаунт забыт в другом окне Etapa.
keyring-other = Хранилище паролей этого компьютера не работает ({ $words }).
keyring-type = Вставьте токен, чтобы открыть аккаунт.
keyring-not-kept = Поэтому аккаунт останется подключён, пока вы не закроете Etapa, а потом снова понадобится токен.
keyring-waiting = Ждём хранилище паролей… Возможно, система просит разблокировать его в другом окне.
keyring-skip = Продолжить без него
keyring-not-forgotten = Поэтому ключи аккаунта могли остаться там. Удалите записи с именем Etapa сами.

# What is kept on this computer

notice-resumed = { $n ->
    [one] Ваше несохранённое изменение от { $then } снова здесь.
    [few] Ваши { $n } несохранённых изменения от { $then } снова здесь.
   *[other] Ваши { $n } несохранённых изменений от { $then } снова здесь.
}
notice-resumed-others = С тех пор аккаунт изменили другие:
notice-still-elsewhere = Аккаунт всё ещё открыт в другом окне. Закройте его там и попробуйте снова.
notice-read-first = Пока ничего не отправлено: среди изменений есть удаление. Проверьте их и нажмите «Сохранить» ещё раз.
archive-full = Диск заполнен, и Etapa не может ничего на него записать.
archive-denied = Etapa не разрешено писать в свою папку на этом компьютере.
archive-other = Etapa не может писать в свою папку на этом компьютере: { $words }.
archive-not-kept = Работать можно, но несохранённое пропадёт, когда окно закроется.
archive-not-secured = Ничего не отправлено: не было бы резервной копии. Нажмите «Сохранить» ещё раз, чтобы сохранить без неё.
archive-damaged = Файл с тем, что вы не сохранили в прошлый раз, повреждён. Он отложен в папке Etapa, а вы начинаете с того, что есть в аккаунте.
archive-newer = То, что вы не сохранили в прошлый раз, записала более новая версия Etapa. Файл отложен в папке Etapa, а вы начинаете с того, что есть в аккаунте.
header-more = Ещё
more-history = История
history-heading = История
history-about = Что было сохранено с этого компьютера.
history-backups = { $n ->
    [one] Хранится { $n } резервная копия, самая старая — { $oldest }.
    [few] Хранятся { $n } резервные копии, самая старая — { $oldest }.
   *[other] Хранится { $n } резервных копий, самая старая — { $oldest }.
}
history-empty = Пока ничего не сохранено
history-empty-about = Здесь будет каждое сохранение и резервная копия аккаунта, каким он был до него.
history-unreadable = { $n ->
    [one] { $n } запись истории повреждена и не показана.
    [few] { $n } записи истории повреждены и не показаны.
   *[other] { $n } записей истории повреждены и не показаны.
}
history-find = Найти в истории
history-not-found = Ничего такого не сохраняли.
history-older = Показать более старые
history-about-what = Статус или сегмент: { $name }
history-everything = Все статусы и сегменты
history-deleted = { $name } (удалён)
history-backup-only = Здесь была сделана резервная копия, но ни одно изменение не сохранено.
history-restore = Вернуть, как было до этого
history-restore-name = Вернуть, как было до { $when }
history-restore-tip = Составит черновик по тогдашнему состоянию аккаунта. Ничего не отправится, пока вы не нажмёте «Сохранить».
notice-restored = { $n ->
    [0] Аккаунт такой же, каким был { $then }: возвращать нечего.
    [one] { $n } изменение вернёт аккаунт к состоянию на { $then }. Проверьте его и нажмите «Сохранить».
    [few] { $n } изменения вернут аккаунт к состоянию на { $then }. Проверьте их и нажмите «Сохранить».
   *[other] { $n } изменений вернут аккаунт к состоянию на { $then }. Проверьте их и нажмите «Сохранить».
}
notice-undo-save = Отменить это сохранение
archive-unreadable = Файл на этом компьютере повреждён или исчез.

# Conflicts
conflicts-heading = Это изменили и другие
conflicts-about = Выберите, какой вариант останется. До этого ничего не сохраняется.
conflict-member = «{ $name }»: { $member }
conflict-item = «{ $name }»
conflict-name = название
conflict-colour = цвет
conflict-place = место
conflict-at = место { $place }
conflict-empty = пусто
conflict-deleted = удалено
conflict-prices-added = добавлены цены: { $prices }
conflict-prices-removed = убраны цены: { $prices }
conflict-outcome = { $member }: { $to } (было: { $from })
conflict-outcome-place = { $to } (было: { $from })
conflict-before = Раньше:
conflict-yours = У вас
conflict-theirs = У других
conflict-keep-mine = Оставить моё
conflict-take-theirs = Принять чужое
conflict-both-changed = Пока вы это меняли, кто-то другой изменил то же самое. Остаться может только один вариант.
conflict-both-moved = Пока вы перемещали этот статус, его переместил и кто-то другой. Стоять он может только на одном месте; остальных статусов это не касается.
conflict-gone = Пока вы меняли этот статус, кто-то другой его удалил. Если оставить ваш вариант, статус будет создан заново: с другим id и без условий. Если принять чужой, статус останется удалённым.
conflict-gone-segment = Пока вы меняли этот сегмент, кто-то другой его удалил. Если оставить ваш вариант, сегмент будет создан заново: с другим id и без покупателей. Если принять чужой, сегмент останется удалённым.
conflict-removal = Пока вы удаляли этот статус, кто-то другой его изменил. Если оставить ваш вариант, статус будет удалён вместе с чужими изменениями. Если принять чужой, статус останется таким, каким его сделали.
conflict-removal-segment = Пока вы удаляли этот сегмент, кто-то другой его изменил. Если оставить ваш вариант, сегмент будет удалён вместе с чужими изменениями. Если принять чужой, сегмент останется таким, каким его сделали.
row-contested = Это изменил и кто-то другой: на странице проверки нужно выбрать вариант
notice-conflicts = { $n ->
    [one] Кто-то другой изменил то же, что и вы: { $n } расхождение. Выберите на странице проверки, какой вариант останется, и нажмите «Сохранить».
    [few] Кто-то другой изменил то же, что и вы: { $n } расхождения. Выберите на странице проверки, какие варианты останутся, и нажмите «Сохранить».
   *[other] Кто-то другой изменил то же, что и вы: { $n } расхождений. Выберите на странице проверки, какие варианты останутся, и нажмите «Сохранить».
}

## Резервные копии, файлы и копии других аккаунтов
transfer-heading-id = ID
transfer-heading-name = Название
transfer-heading-colour = Цвет
transfer-heading-system = Системный статус
transfer-yes = да
transfer-no = нет
transfer-statuses-off = Статусы не переносятся: в этом аккаунте они выключены.
transfer-segments-off = Сегменты не переносятся: в этом аккаунте они выключены.
transfer-new-status = Статус «{ $name }» был удалён. Он будет создан заново, без условий; его покупатели не вернутся.
transfer-new-segment = Сегмент «{ $name }» был удалён. Он будет создан заново; его покупатели не вернутся.
transfer-no-room-status = Для статуса «{ $name }» нет места: в аккаунте их может быть не больше { $max }.
transfer-no-room-segment = Для сегмента «{ $name }» нет места: в аккаунте их может быть не больше { $max }.
transfer-no-system-status = «{ $name }» — системный статус amoCRM, а в этом аккаунте такого нет.
transfer-other-side = Статус «{ $name }» стоял по другую сторону системного статуса amoCRM: через такие статусы ничего переносить нельзя.
transfer-colour-not-offered = «{ $name }» не получит цвет { $colour }: amoCRM его не предлагает.
transfer-field-gone = В этом аккаунте нет поля «{ $field }»; его значения не переносятся.
transfer-field-kind = В этом аккаунте поле «{ $field }» другого типа; его значения не переносятся.
transfer-choice-gone = В этом аккаунте поле «{ $field }» не предлагает вариант «{ $choice }».
transfer-not-understood = Значение поля «{ $field }» сегмента «{ $segment }» Etapa записать не может.
transfer-price-gone = В этом аккаунте нет цены «{ $price }».
transfer-prices-unreadable = Цены не переносятся: названия типов цен нельзя прочитать.
transfer-damaged = Файл повреждён или создан не в Etapa.
transfer-newer = Файл создан в более новой версии Etapa. Обновите Etapa, чтобы его открыть.
transfer-encoding = Таблица сохранена не в UTF-8. В Excel выберите при сохранении «CSV UTF-8».
transfer-no-names = В таблице нет столбца «{ $name }».
transfer-too-large = Таблица слишком велика для статусов или сегментов.
transfer-nameless = Строка { $row }: в столбце «{ $column }» нет названия, поэтому строка пропущена.
transfer-no-colour = Строка { $row }, «{ $column }»: это не цвет. Запишите его так: #c1e0ff.
transfer-no-number = Строка { $row }, «{ $column }»: это не число.
transfer-no-truth = Строка { $row }, «{ $column }»: напишите «{ $yes }» или «{ $no }».
transfer-no-date = Строка { $row }, «{ $column }»: это не дата. Запишите её так: 31.12.2026.
transfer-no-moment = Строка { $row }, «{ $column }»: это не дата со временем. Запишите их так: 31.12.2026 14:05.

more-export = Экспорт…
more-import = Импорт…
more-copy = Скопировать из другого аккаунта…
export-heading = Экспорт
export-about = В файл попадает аккаунт в том виде, в каком он есть в amoCRM, без несохранённых изменений.
export-button = Экспорт…
export-xlsx = Файл Excel (XLSX)
export-xlsx-about = Таблица для просмотра: с цветами, числами и датами.
export-xlsx-name = Экспортировать как файл Excel (XLSX)…
export-csv = Таблица (CSV)
export-csv-about = Таблица, которую можно изменить в Excel и импортировать обратно.
export-csv-name = Экспортировать как таблицу (CSV)…
export-json = Аккаунт целиком (JSON)
export-json-about = Всё, что знает Etapa, чтобы импортировать это снова — сюда или в другой аккаунт.
export-json-name = Экспортировать аккаунт целиком (JSON)…
export-history-name = Экспортировать историю как таблицу (CSV)…
export-history-title = { $account } история
export-full = На диске нет места, поэтому файл не записан.
export-denied = Записать файл туда нельзя. Выберите другую папку.
export-impossible = Записать аккаунт в такой файл не удаётся.
export-other = Файл не записан: { $words }.
history-column-when = Когда
history-column-who = Кто
history-column-what = Статус или сегмент
history-column-change = Изменение
notice-exported = Экспортировано в файл «{ $name }».
notice-imported = { $n ->
    [0] Менять нечего.
    [one] Создан черновик: { $n } изменение. Проверьте его и нажмите «Сохранить».
    [few] Создан черновик: { $n } изменения. Проверьте их и нажмите «Сохранить».
   *[other] Создан черновик: { $n } изменений. Проверьте их и нажмите «Сохранить».
}
import-heading = Проверка импорта
import-from-snapshot = Из файла «{ $file }»: аккаунт «{ $account }» на { $then }.
import-from-table = Из таблицы «{ $file }».
import-from-account = Из аккаунта «{ $account }», каким он был при последнем чтении.
import-statuses = { $n ->
    [one] Всего { $n } статус.
    [few] Всего { $n } статуса.
   *[other] Всего { $n } статусов.
}
import-segments = { $n ->
    [one] Всего { $n } сегмент.
    [few] Всего { $n } сегмента.
   *[other] Всего { $n } сегментов.
}
import-way = Что с этим сделать
import-add = Добавить к тому, что здесь есть
import-replace = Сделать так же: чего там нет, здесь удаляется
export-shown-name = Экспортировать показанное как таблицу (CSV)…
export-history-tip = Таблица того, что показано; столбцы разделены точкой с запятой
import-changes = { $n ->
    [one] В черновике будет { $n } изменение.
    [few] В черновике будет { $n } изменения.
   *[other] В черновике будет { $n } изменений.
}
import-removals = { $n ->
    [one] Из них { $n } удаление.
    [few] Из них { $n } удаления.
   *[other] Из них { $n } удалений.
}
import-nothing = Ничего не изменится: всё это здесь уже есть.
import-take = Создать черновик
import-losses = Что не переносится
import-fields = Какое поле куда переходит
import-not-here = здесь нет
import-no-list = В этом аккаунте выключены и статусы, и сегменты, поэтому импортировать некуда.
import-unreadable = Файл не читается: система этого не разрешает.
import-unreadable-words = Файл не читается: { $words }.
copy-heading = Копирование из другого аккаунта
copy-about = Сначала вы увидите, что изменится здесь. Другой аккаунт останется прежним.
copy-none = Другого аккаунта пока нет
copy-none-about = Откройте в этом окне другой аккаунт и вернитесь сюда.
copy-open-first = Сначала откройте его
