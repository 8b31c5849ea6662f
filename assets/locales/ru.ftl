## Программа
app-name = Etapa
app-purpose = Меняйте статусы покупателей в amoCRM и Kommo: щёлкайте и перетаскивайте мышью.
language-english = English
language-russian = Русский

## Начальный экран
start-heading = Подключение к аккаунту
start-address = Адрес аккаунта
start-address-hint = example.amocrm.ru
start-token = Токен доступа
start-token-hint = Вставьте долгосрочный токен
start-token-show = Показать токен
start-token-hide = Скрыть токен
start-token-where = Где взять токен?
start-token-help = В amoCRM откройте раздел интеграций (amoМаркет), создайте внешнюю интеграцию или выберите свою и на вкладке «Ключи и доступы» сгенерируйте долгосрочный токен. Нужны права администратора.
start-connect = Подключиться
start-connecting = Подключение…
start-stop = Остановить
start-demo = Открыть демо-аккаунт
start-demo-about = Попробуйте всё без своего аккаунта. Никуда ничего не отправляется.
start-promise = В аккаунте ничего не изменится, пока вы не нажмёте «Сохранить».

## Верхняя панель
header-account = Аккаунт
header-demo = Демо
header-demo-about = Это вымышленный аккаунт. Пробуйте что угодно.
header-sign-out = Выйти
header-reload = Обновить
header-undo = Отменить
header-redo = Повторить
header-language = Язык
header-theme = Оформление
theme-system = Как на компьютере
theme-light = Светлое
theme-dark = Тёмное
read-only = Менять статусы может только администратор аккаунта. Вам доступен просмотр.

## Режимы
mode-periodicity = Включены статусы
mode-segments = Включены сегменты
mode-disabled = Покупатели выключены
mode-unavailable = Покупателей нет в тарифе
mode-unknown = Режим неизвестен

## Боковые панели
statuses-heading = Статусы
statuses-counter = { $n } из { $max }
statuses-counter-about = { $n } из { $max } возможных статусов, включая системные
statuses-empty-segments = Покупатели в этом аккаунте распределены по сегментам, поэтому статусов нет. Чтобы работать со статусами, включите периодичность в настройках покупателей amoCRM и нажмите «Обновить».
statuses-empty-disabled = Покупатели в этом аккаунте выключены. Включите их в настройках amoCRM и нажмите «Обновить».
statuses-empty-unavailable = В тарифе этого аккаунта нет покупателей. Выберите тариф, в котором они есть, и нажмите «Обновить».
statuses-empty-unknown = amoCRM не сообщает, есть ли в аккаунте статусы. Проверьте настройки покупателей и нажмите «Обновить».
statuses-none = В этом аккаунте пока нет статусов.
segments-heading = Сегменты
segments-off = В этом аккаунте включены статусы (периодичность). Сегменты выключены.
segments-on = В этом аккаунте включены сегменты. Эта версия программы работает только со статусами.
segments-nothing = Сегментов нет.

## Строки списка
row-drag = Перетащить «{ $name }»
row-up = Переместить «{ $name }» выше
row-down = Переместить «{ $name }» ниже
row-up-tip = Выше
row-down-tip = Ниже
row-drag-tip = Перетащите, чтобы переместить. Щёлкните, чтобы выбрать место.
row-system = Системный статус amoCRM. Его место не меняется.
row-changed = Ещё не сохранено
row-refused = amoCRM отклонила последнее изменение
row-nameless = Статус без названия
row-moved = { $name }, место { $place } из { $count }

## Редактор
editor-none = Ничего не выбрано
editor-none-about = Щёлкните статус слева, чтобы переименовать его, сменить цвет или переместить.
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
editor-refused = amoCRM отклонила последнее изменение этого статуса.
colour-not-listed = { $colour }, не из списка

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
details-raw-none = Пока статус не сохранён, копировать и читать нечего.
details-reload = Обновить этот статус
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
    [0] Данные статуса обновлены. В нём ничего не изменилось.
    [one] Данные статуса обновлены. В нём { $n } изменение.
    [few] Данные статуса обновлены. В нём { $n } изменения.
   *[other] Данные статуса обновлены. В нём { $n } изменений.
}
notice-status-moved = Возможно, он теперь на другом месте: нажмите «Обновить», чтобы увидеть весь список.
notice-order = amoCRM показывает не тот порядок, который был отправлен. Посмотрите на список, расставьте статусы ещё раз и нажмите «Сохранить».
notice-not-arrived = Последнее изменение не дошло. Нажмите «Сохранить», чтобы отправить его ещё раз.
notice-no-token = Вставьте токен доступа. Он состоит из латинских букв, цифр и нескольких знаков.
notice-problems = { $n ->
    [one] Ничего не отправлено: у { $n } статуса нет названия. Введите его и нажмите «Сохранить».
   *[other] Ничего не отправлено: у { $n } статусов нет названия. Введите их и нажмите «Сохранить».
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
fault-unreachable = Сервер не отвечает. Проверьте подключение к интернету и попробуйте ещё раз.
fault-untrusted = Сервер не смог доказать, что он принадлежит amoCRM, поэтому ничего не отправлено. Обратитесь к тому, кто обслуживает вашу сеть.
fault-timed-out = Сервер слишком долго не отвечает. Попробуйте ещё раз через минуту.
fault-lost = Соединение прервалось. Проверьте подключение к интернету и попробуйте ещё раз.
fault-too-large = Ответ сервера слишком велик. Проверьте адрес и попробуйте ещё раз.
fault-signed-out = amoCRM не принимает этот токен: он неверный, просроченный или от другого аккаунта. Создайте новый токен в amoCRM и подключитесь ещё раз.
fault-unpaid = Аккаунт не оплачен, или тариф не позволяет это сделать. Проверьте оплату в amoCRM.
fault-forbidden = Это может сделать только администратор аккаунта. Попросите у него токен.
fault-blocked = amoCRM блокирует это подключение. Подождите и попробуйте ещё раз или напишите в поддержку amoCRM.
fault-not-found = В amoCRM этого больше нет. Нажмите «Обновить», чтобы увидеть, как аккаунт выглядит сейчас.
fault-mode-off = Статусы в этом аккаунте выключены. Включите периодичность в настройках покупателей amoCRM.
fault-refused = amoCRM отклонила это и не объяснила почему.
fault-refused-words = amoCRM отклонила это: { $words }
fault-too-many = В amoCRM поступает слишком много запросов из этого аккаунта. Подождите минуту и попробуйте ещё раз.
fault-broken = Сбой на стороне amoCRM ({ $code }). Попробуйте ещё раз через несколько минут.
fault-malformed = Ответ amoCRM не удалось понять. Попробуйте ещё раз; если не поможет, пришлите нам это: { $what }

## Замечания
problem-empty-name = Чтобы сохранить статус, дайте ему название.
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
