## The product
app-name = Etapa
app-purpose = Arrange the customer statuses and segments of amoCRM and Kommo by clicking and dragging.
language-english = English
language-russian = Русский

## Start screen
start-heading = Connect to your account
start-address = Account address
start-address-hint = Paste the address of any page of your account
start-token = Access token
start-token-hint = Paste the long-lived token
start-token-hint-first = Paste it, if you have one
start-token-none = I have no token yet
start-connect = Connect
start-connecting = Connecting…
start-stop = Stop
start-back = Back
start-check = Check
start-checking = Asking { $host } whom this opens…
start-opening = Opening { $host }…
start-integration-instead = Use your own integration instead (OAuth)
start-token-instead = Use a long-lived token instead
start-demo = Open the demo account
start-demo-segments = Try the demo with segments
start-demo-about = Try everything without an account. Nothing is sent anywhere.
start-promise = Nothing changes in your account until you press Save.
secret-show = Show what is in “{ $field }”
secret-hide = Hide what is in “{ $field }”
step-address = Address
step-token = Token
step-check = Check
recognised-amocrm = amoCRM account { $host }
recognised-kommo = Kommo account { $host }
recognised-local = Training server { $host } on this computer

## How to get a token
guide-heading = How to get a long-lived token
guide-open-amocrm = As an administrator, open amoMarket in amoCRM.
guide-create-amocrm = Press the three dots at the top right and choose “Create integration”: a private one, with access to account data. Or open one of your own.
guide-open-kommo = As an administrator, open Settings → Integrations.
guide-create-kommo = Press “Create integration”: a private one, with access to account data. Or open one of your own.
guide-keys = Open its tab “Keys and scopes”.
guide-generate = Press “Generate long-lived token” and choose how long it is valid, from 1 day to 5 years.
guide-copy = Copy the token at once, for it is shown only once, and paste it below.
guide-open-page = Open the page with integrations
guide-support = By its documents, amoCRM gives no technical support for system errors in an ordinary account in which a private integration is switched on, and that cannot be taken back. Ask the owner of the account if you are not sure.

## The user's own integration
integration-about = Etapa renews the access by itself every day. Everything asked for here stands in the window of your private integration, on the tab “Keys and scopes”.
integration-id = Integration ID
integration-id-about = The long line of letters, digits and dashes
integration-secret = Secret key
integration-secret-about = Goes to the account’s own address only
integration-redirect = Redirect address
integration-redirect-about = As in the integration’s settings, to the letter
integration-code = Authorization code
integration-code-about = Valid for 20 minutes: copy it last

## What a token opens
admin-yes = Administrator: can change everything here
admin-no = No administrator: you can look, but not change anything
admin-unknown = Whether you are an administrator shows when you save
expiry-until = Valid until { $date }, { $left }
expiry-over = The token expired on { $date }
expiry-renewed = Access renews itself
expiry-not-told = No expiry date is told
left-minutes = { $n ->
    [one] { $n } minute left
   *[other] { $n } minutes left
}
left-hours = { $n ->
    [one] { $n } hour left
   *[other] { $n } hours left
}
left-days = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
left-months = { $n ->
    [one] { $n } month left
   *[other] { $n } months left
}
left-years = { $n ->
    [one] { $n } year left
   *[other] { $n } years left
}

## Accounts
accounts-heading = Your accounts
accounts-rebuilt = { $n ->
    [0] The list of your accounts was damaged. The file was set aside in Etapa’s folder, and no account was found there. Connect to your accounts again.
    [one] The list of your accounts was damaged. The file was set aside in Etapa’s folder, and the account that was found there is listed again. Check its colour, and whether it is to be “Look only”.
   *[other] The list of your accounts was damaged. The file was set aside in Etapa’s folder, and the { $n } accounts that were found there are listed again. Check their colours, and which of them are to be “Look only”.
}
accounts-out-of-reach = The list of your accounts cannot be read. What was found in Etapa’s folder is listed. Make sure that you may read that folder, then start Etapa again.
settings-lost = The file with your settings was damaged. It was set aside in Etapa’s folder, so choose the language and the look again.
settings-out-of-reach = Your settings cannot be read, so the window looks as it did at first. Make sure that you may read Etapa’s folder, then start Etapa again.
crash-opening = Etapa crashed last time while it was opening { $account }, so the account is not opened by itself now. What you had not saved is kept.
crash-later = Etapa crashed last time while { $account } was open, so the account is not opened by itself now. What you had not saved is kept.
crash-unknown = Last time Etapa ended while it was opening { $account }, so the account is not opened by itself now. Open it if you know why, for example because the computer was switched off.
crash-alone = Etapa crashed last time, so no account is opened by itself now.
crash-open-anyway = Open anyway
crash-copy = Copy details for support
account-options = What can be done with { $account }
account-add = Add account…
account-forget = Forget this account…
account-look-only = Look only
account-label = Colour
account-user = You are { $user }.
account-this-run = What opens this account is kept until you close Etapa.
label-none = No colour
label-red = Red
label-orange = Orange
label-green = Green
label-turquoise = Turquoise
label-blue = Blue
label-violet = Violet

## Header
header-account = Account
header-demo = Demo
header-demo-about = You are in a made-up account. Try whatever you like.
header-demo-statuses = Show the demo with statuses
header-demo-segments = Show the demo with segments
header-sign-out = Close this account
header-reload = Reload
header-undo = Undo
header-redo = Redo
header-language = Language
header-theme = Theme
theme-system = As on this computer
theme-light = Light
theme-dark = Dark
read-only = Only an administrator of the account can change anything here. You can look at everything.
read-only-look = This account is locked against changes by you. You can look at everything.
read-only-unlock = Allow changes
read-only-elsewhere = This account is open in another window of Etapa, where its changes are. You can look at everything here.
read-only-edit-here = Edit here

## Modes
mode-periodicity = Statuses are on
mode-segments = Segments are on
mode-disabled = Customers are off
mode-unavailable = No customers in this plan
mode-unknown = The mode is not known

## Side panels
statuses-heading = Statuses
panel-counter = { $n } of { $max }
statuses-counter-about = { $n } of at most { $max } statuses, amoCRM’s own included
statuses-counter-more = { $n } statuses, amoCRM’s own included; by its documents an account has at most { $max }
statuses-empty-segments = This account sorts its customers into segments, so it has no statuses. To use statuses, choose periodicity in the customer settings of amoCRM and press Reload.
statuses-empty-disabled = Customers are switched off in this account. Switch them on in the settings of amoCRM and press Reload.
statuses-empty-unavailable = The plan of this account has no customers. Choose a plan that has them and press Reload.
statuses-empty-unknown = amoCRM does not say whether this account uses statuses. Look into its customer settings and press Reload.
statuses-none = This account has no statuses yet.
status-add = Add status
status-add-full = All { $max } statuses are there, amoCRM’s own included. Delete one to make room.
status-add-more = There are { $n } statuses, amoCRM’s own included. New ones can be added while there are fewer than { $max }.
status-new = New status
segments-heading = Segments
segments-off = This account uses statuses (periodicity). Segments are off.
segments-none = This account has no segments yet.
segments-counter-about = { $n } of at most { $max } segments
segments-counter-more = { $n } segments; by the documents of amoCRM an account has at most { $max }
segments-sort = What the segments are sorted by, for you alone: amoCRM knows no order of them
segments-sorted = Sorted: { $order }
segments-by-name = by name
segments-by-customers = by customers
segments-by-colour = by colour
segments-by-change = by last change
segment-add = Add segment
segment-add-full = All { $max } segments are there. Delete one to make room.
segment-add-more = There are { $n } segments. New ones can be added while there are fewer than { $max }.
segment-new = New segment
segment-copy-of = { $name } (copy)
segment-duplicate = Duplicate
segment-delete = Delete segment
segment-customers = { $n ->
    [one] { $count } customer
   *[other] { $count } customers
}
digit-groups = ,
segments-nothing = There are no segments to show.

## Rows of the list
row-drag = Drag { $name }
row-up = Move { $name } up
row-down = Move { $name } down
row-up-tip = Move up
row-down-tip = Move down
row-system = One of amoCRM’s own statuses. It keeps its place.
row-changed = Not saved yet
row-refused = amoCRM refused the last change
row-nameless = Without a name
row-moved = { $name }, place { $place } of { $count }
row-rename = Rename { $name }
row-menu-rename = Rename
row-menu-delete = Delete…
row-menu-delete-new = Delete

## Editor
editor-none = Nothing is selected
editor-none-about = Click a status on the left to rename it, recolour it or move it.
editor-none-segments = Click a segment on the right to rename it, recolour it or fill in its fields.
editor-nothing = There is nothing to arrange here
editor-name = Name
editor-colour = Colour
editor-colour-none = No colour that can be shown
editor-place = Place
editor-place-of = Place { $place } of { $count }
editor-move = Move to position…
editor-kind = Purpose
editor-system = This is one of amoCRM’s own statuses. It keeps its place and cannot be deleted. Another name or colour can be tried; amoCRM may refuse it.
editor-take-back = Take back changes
editor-refused = amoCRM refused the last change.
status-delete = Delete status

## Several statuses selected
several-heading = { $n ->
    [one] { $n } status selected
   *[other] { $n } statuses selected
}
several-count = { $n ->
    [one] { $n } status
   *[other] { $n } statuses
}
several-moved = { $n ->
    [one] { $n } status moved, from place { $place } of { $count } on
   *[other] { $n } statuses moved, from place { $place } of { $count } on
}
several-system = Some of these are amoCRM’s own statuses. They keep their places and are not deleted.
several-delete = Delete statuses
several-colours = Different colours
several-segments-heading = { $n ->
    [one] { $n } segment selected
   *[other] { $n } segments selected
}
several-segments-delete = Delete segments

## What is not deleted
delete-system = amoCRM’s own statuses cannot be deleted.
colour-not-listed = { $colour }, not in the list
colour-users-none = No other status has this colour
colour-users-none-segment = No other segment has this colour
colour-users-segment = { $more ->
    [0] Used by: { $names }
    [one] Used by: { $names } and 1 more
   *[other] Used by: { $names } and { $more } more
}
colour-users = { $more ->
    [0] Used by: { $names }
    [one] Used by: { $names } and 1 more
   *[other] Used by: { $names } and { $more } more
}

## Several lines pasted into the name of a new status
paste-question = Make { $n } statuses, one for each line?
paste-question-segments = Make { $n } segments, one for each line?
paste-left-out-segments = { $left ->
    [one] An account has at most { $max } segments, so the last line is left out.
   *[other] An account has at most { $max } segments, so the last { $left } lines are left out.
}
paste-make-segments = { $n ->
    [one] Make 1 segment
   *[other] Make { $n } segments
}
paste-left-out = { $left ->
    [one] An account has at most { $max } statuses, so the last line is left out.
   *[other] An account has at most { $max } statuses, so the last { $left } lines are left out.
}
paste-make = { $n ->
    [one] Make 1 status
   *[other] Make { $n } statuses
}
paste-keep = Keep as one name

## Conditions
conditions-heading = Conditions
conditions-none = This status has no conditions.
conditions-group = Group { $n }
condition-before-purchase = { $days ->
    [0] 0 days before the purchase
    [one] 1 day before the purchase
   *[other] { $days } days before the purchase
}
condition-after-today = { $days ->
    [0] 0 days after today
    [one] 1 day after today
   *[other] { $days } days after today
}
condition-tag = The customer has the tag { $tags }
condition-tags-any = The customer has one of these tags: { $tags }
condition-tags-all = The customer has all of these tags: { $tags }
condition-tag-name = “{ $name }”
condition-tag-id = number { $id }
condition-unknown = A condition that Etapa does not know
condition-copy = Copy the text of this condition
conditions-only-web = Conditions can be changed only on the web page of amoCRM.
conditions-open = Open the customers page
conditions-no-page = This account is made up, so it has no web page.

## Details
details-heading = Details
details-id = Number in amoCRM
details-id-none = None yet: amoCRM gives it when this is saved.
details-copy-id = Copy the number
details-copy-raw = Copy the raw JSON for support
details-raw-none = There is nothing to copy or read before this is saved.
details-reload = Reload this status
details-reload-segment = Reload this segment
details-history = History of this status
details-history-segment = History of this segment
details-created = Created
details-changed = Last change
copied = Copied

## What a status is for
kind-ordinary = Made in this account
kind-purchase-expected = A purchase is expected
kind-not-purchased = The purchase did not happen
kind-closed = Closed
kind-recently-purchased = Bought recently
kind-unknown = amoCRM does not say

## Review
review-heading = Review the changes
review-saving = Saving the changes
review-about = Nothing is sent until you press Save.
review-back = Back
review-empty = There are no changes
review-empty-about = What you change is listed here before it is saved.
review-progress = { $done } of { $count }
review-waiting = The server asked for a pause. Saving goes on by itself.
review-take-back = Take back: { $change }
review-unseen = This holds characters that cannot be seen: { $codes }.
review-unseen-before = Before, this held characters that cannot be seen: { $codes }.
review-others = Changed by others meanwhile
review-losses = What does not come along, or comes as something new
line-waiting = Waiting
line-sending = Sending
line-done = Saved
line-refused = Refused

## Sentences about changes
change-removed = “{ $name }” is deleted
change-added = “{ $name }” is added at place { $place }
change-renamed = “{ $name }” is renamed to “{ $to }”
change-recoloured = “{ $name }” changes its colour from { $from } to { $to }
change-moved = “{ $name }” moves from place { $from } to place { $to }
change-removed-segment = The segment “{ $name }” is deleted
change-added-segment = The segment “{ $name }” is added
change-added-fields = { $fields ->
    [one] { $fields } field filled in
   *[other] { $fields } fields filled in
}
change-added-prices = { $prices ->
    [one] { $prices } price type
   *[other] { $prices } price types
}
change-filled = “{ $name }”: “{ $field }” is filled with “{ $to }”
change-refilled = “{ $name }”: “{ $field }” changes from “{ $from }” to “{ $to }”
change-cleared = “{ $name }”: “{ $field }” is cleared, it was “{ $from }”
change-prices-added = “{ $name }”: prices added: { $added }
change-prices-removed = “{ $name }”: prices removed: { $removed }
change-prices = “{ $name }”: prices added: { $added }; removed: { $removed }
change-nameless = no name
change-no-colour = no colour

## Bottom bar
bottom-changes = { $n ->
    [0] No changes
    [one] 1 change not saved
   *[other] { $n } changes not saved
}
bottom-saving = Saving: { $done } of { $count }
bottom-stopping = Waiting for the answer to the last request…
bottom-checking = No answer came: checking what arrived…
bottom-closing = The window closes as soon as the request under way is answered…
bottom-kept = Kept on this computer
bottom-loading = Reading the account…
bottom-discard = Discard
bottom-review = Review
bottom-save = Save
bottom-stop = Stop

## Questions
ask-cancel = Cancel
ask-place-heading = Move “{ $name }”
ask-place = New place
ask-place-range = A number from { $first } to { $last }
ask-place-move = Move
ask-token-heading = The token is not accepted any more
ask-token-about = It is expired, revoked or of another account. Your changes are kept. Paste a new token to go on.
ask-token-later = Later
ask-code-heading = The integration’s access has ended
ask-code-about = It was switched off, or not used for three months. Your changes are kept. Copy a new authorization code from the integration’s window and paste it to go on.
ask-forget-heading = Forget { $host }?
ask-forget-about = Its keys are removed from the keyring of this computer, and it leaves the list with what is not saved. Its backups and its history stay in Etapa’s folder. Nothing changes in amoCRM. To open it again you need a token.
ask-forget-keep = Keep it
ask-forget-confirm = Forget
ask-delete-heading = Delete “{ $name }”?
ask-delete-customers = amoCRM moves its customers to other statuses by its own conditions, some time later. Nobody can choose where they go.
ask-delete-lost = Its id and its conditions cannot come back, not even by making a status of the same name.
ask-delete-several-heading = { $n ->
    [one] Delete { $n } status?
   *[other] Delete { $n } statuses?
}
ask-delete-several-customers = amoCRM moves their customers to other statuses by its own conditions, some time later. Nobody can choose where they go.
ask-delete-several-lost = Their ids and their conditions cannot come back, not even by making statuses of the same names.
ask-delete-several-system = { $n ->
    [one] { $n } of amoCRM’s own statuses is selected as well. It stays.
   *[other] { $n } of amoCRM’s own statuses are selected as well. They stay.
}
ask-delete-segments-heading = { $n ->
    [one] Delete { $n } segment?
   *[other] Delete { $n } segments?
}
ask-delete-segments-customers = { $n ->
    [0] No customer belongs here now.
    [one] 1 customer belongs here. The customer stays in amoCRM, but is no longer grouped like this.
   *[other] { $count } customers belong here. They stay in amoCRM, but are no longer grouped like this.
}
ask-delete-segments-customers-of-several = { $n ->
    [0] No customer belongs to any of them now.
    [one] 1 customer belongs to them. The customer stays in amoCRM, but is no longer grouped like this.
   *[other] Up to { $count } customers belong to them; one may belong to several. They stay in amoCRM, but are no longer grouped like this.
}
ask-delete-segments-lost = { $segments ->
    [one] The segment’s id and its conditions cannot come back, not even by making a segment of the same name.
   *[other] The segments’ ids and their conditions cannot come back, not even by making segments of the same names.
}
ask-delete-several-keep = Keep them
ask-delete-when = Nothing is deleted until you press Save. Until then you can undo it.
ask-delete-keep = Keep it
ask-delete-confirm = Delete
ask-leave-heading = { $n ->
    [one] 1 change is not saved
   *[other] { $n } changes are not saved
}
ask-leave-about = If you leave now, what is not saved is lost.
ask-leave-stay = Stay
ask-leave-anyway = Leave without saving

## Notices
notice-dismiss = Close this message
notice-saved = { $n ->
    [one] 1 change is saved.
   *[other] { $n } changes are saved.
}
notice-saved-made = amoCRM now shows some things otherwise than they were sent, or somebody else has changed them:
notice-partly = { $saved ->
    [0] Nothing is saved;
    [one] 1 change is saved;
   *[other] { $saved } changes are saved;
} { $left ->
    [one] 1 change was refused. The review says why.
   *[other] { $left } changes were refused. The review says why.
}
notice-stopped = { $saved ->
    [0] Stopped. Nothing was saved;
    [one] Stopped. 1 change is saved;
   *[other] Stopped. { $saved } changes are saved;
} { $left ->
    [one] 1 is left.
   *[other] { $left } are left.
}
notice-meanwhile = Somebody else has changed this account meanwhile, so nothing was sent. Read the changes again, then press Save.
notice-differs = Something that you saved before stands otherwise in the account than amoCRM had answered, so nothing was sent. Read the changes again, then press Save.
notice-reloaded = The account was read again. Nothing has changed there.
notice-reloaded-changes = { $n ->
    [one] The account was read again. 1 thing has changed there.
   *[other] The account was read again. { $n } things have changed there.
}
notice-status = { $n ->
    [0] It was read again. Nothing has changed in it.
    [one] It was read again. 1 thing has changed in it.
   *[other] It was read again. { $n } things have changed in it.
}
notice-status-moved = It may stand in another place now: press Reload to see the whole list.
notice-other-account = Until now it was { $known }, so nothing is sent.
notice-other-account-kept = Your changes stay with { $known }.
notice-other-open = Open the other account
notice-other-token = Give another token
notice-other-code = Give another code
account-named = “{ $name }”
account-named-more = “{ $name }” ({ $more })
account-number = No. { $id }
notice-order = amoCRM keeps showing another order than the one that was sent. Look at the list, arrange it again and press Save.
notice-not-arrived = The last change did not arrive. Press Save to send it again.
notice-no-token = Paste the access token. It consists of Latin letters, digits and a few signs.
notice-no-code = Paste the authorization code. It consists of Latin letters and digits.
notice-problems = { $n ->
    [one] Nothing was sent: 1 thing has to be mended first. The review shows it.
   *[other] Nothing was sent: { $n } things have to be mended first. The review shows them.
}
notice-cleaned-unseen = { $n ->
    [one] 1 character that cannot be seen was left out of what you pasted.
   *[other] { $n } characters that cannot be seen were left out of what you pasted.
}
notice-cleaned-breaks = Line breaks and tabs in what you pasted became spaces.
notice-kept = Your changes are kept.
notice-more = { $n ->
    [one] and 1 more
   *[other] and { $n } more
}

## Addresses
host-empty = Type the address of your account, such as example.amocrm.com.
host-name-only = “{ $name }” is only a name. Type the whole address, such as { $name }.amocrm.com or { $name }.kommo.com.
host-no-account = No account lives at { $host }. Type the address that you see when you work in your account, such as example.amocrm.com.
host-not-vendor = { $host } does not belong to amoCRM or Kommo. The token was not sent. Type an address that ends in amocrm.ru, amocrm.com or kommo.com.
host-local = A training server on this computer is written as http://127.0.0.1:8080.
host-not-an-address = This is not an address. Type it as in the browser, such as example.amocrm.com.

## Faults
fault-unknown-host = There is no account at this address, or no internet. Check the address and the connection, then try again.
fault-unreachable = The server does not answer. Check the address and the internet connection, then try again.
fault-untrusted = The server cannot prove that it is amoCRM, so nothing was sent. Ask whoever looks after this network.
fault-timed-out = The server took too long to answer. Try again in a minute.
fault-lost = The connection broke. Check the internet connection, then try again.
fault-too-large = The server answered with far too much. Check the address, then try again.
fault-signed-out = amoCRM does not accept this token: it is wrong, expired or of another account. Create a new one in amoCRM, then connect again.
fault-access-over = amoCRM sends Etapa to its sign-in page: your user was switched off, or the token has ended. Ask an administrator of the account, or create a new token, then connect again.
fault-unpaid = The account is not paid, or its plan does not allow this. Look at the billing page in amoCRM.
fault-forbidden = Only an administrator of the account may do this. Ask one for a token.
fault-blocked = amoCRM blocks this connection. Wait a while, then try again, or ask the support of amoCRM.
fault-not-listed = This account lets in only the internet addresses on its list, and yours is not one of them. Ask an administrator to add it in the security settings of amoCRM.
fault-not-found = amoCRM does not know this any more. Press Reload to see how the account looks now.
fault-mode-off = The account uses the other list now: its customer settings in amoCRM were changed. Choose the mode there as it was, then press Reload.
fault-refused = amoCRM refused this and gave no reason.
fault-refused-words = amoCRM refused this and says: “{ $words }”
fault-refused-at = “{ $name }”: { $told }
fault-not-taken = amoCRM answered that this is done, but does not show it. Press Save to try once more.
fault-other-account = The server answers for another account now: { $told }.
fault-too-many = amoCRM gets too many requests from this account. Wait a minute, then try again.
fault-broken = amoCRM has a failure of its own ({ $code }). Try again in a few minutes.
fault-malformed = amoCRM gave an answer that Etapa does not understand. Try again; if it stays so, send us this: “{ $what }”.

## What the codes of amoCRM mean: a value
reason-not-a-choice = amoCRM does not know this choice. Choose another one; if it is still offered, press Reload first.
reason-not-integer = amoCRM takes only a whole number here, such as 12. Change it, then save again.
reason-not-number = amoCRM takes only a number here, such as 12.5. Change it, then save again.
reason-not-text = amoCRM takes only text here. Change it, then save again.
reason-not-truth = amoCRM takes only yes or no here. Change it, then save again.
reason-other-kind = amoCRM takes another kind of value here. Press Reload, then look at it again.
reason-not-expected = amoCRM does not take this any more; others may have deleted it or changed its kind. Press Reload, then look at it again.
reason-missing = amoCRM needs a value here that is missing. Fill it in, then save again.
reason-blank = amoCRM does not take this empty. Fill it in, then save again.
reason-too-long = This is longer than amoCRM takes. Shorten it, then save again.

## The same: what was sent
reason-nothing-sent = amoCRM found nothing to change in what was sent. Press Reload, then save again.
reason-unreadable = amoCRM could not read what was sent. Press Reload, then save again.
reason-too-much-at-once = This was too much for amoCRM at once. Save fewer changes at a time.

## The same: the whole account
reason-no-account = There is no such account in amoCRM any more. Look at its address in the browser, then connect again.
reason-captcha = amoCRM wants to see that you are a person. Sign in to amoCRM in the browser, then try again.
reason-no-rights = Your user has no right to the customers of this account, or the subscription is over. Ask an administrator of the account.
reason-not-in-plan = The plan of this account does not have customers. Choose another one in amoCRM, then press Reload.
reason-customers-off = Customers were switched off in this account. Switch them on again in the settings of amoCRM, then press Reload.
reason-not-signed = amoCRM does not accept the signature of the integration. Look in amoCRM whether the integration is switched on, and connect with a new token.
reason-not-registered = amoCRM does not know the integration any more. Create one in amoCRM, and connect with its token.

## Problems
problem-empty-name = A status needs a name before it can be saved.
problem-empty-name-segment = A segment needs a name before it can be saved.
problem-twin-name-segment = Another segment has the same name. That is allowed, but easy to mix up.
problem-no-room = There is no room for this status any more. Delete another one, or this one.
problem-no-room-segment = There is no room for this segment any more. Delete another one, or this one.
problem-order = amoCRM cannot show the statuses in this order: its own statuses stay where they are, and there is no room left between them. The order stays as amoCRM can show it; everything else is saved.
problem-order-perhaps = amoCRM may not be able to show the statuses in this order: its own statuses stay where they are, and there may be no room left between them. Everything else is saved.
problem-twin-name = Another status has the same name. That is allowed, but easy to mix up.

## The 21 colours
colour-fffeb2 = Pale yellow
colour-fffd7f = Light yellow
colour-fff000 = Yellow
colour-ffeab2 = Cream
colour-ffdc7f = Apricot
colour-ffce5a = Amber
colour-ffdbdb = Pale pink
colour-ffc8c8 = Pink
colour-ff8f92 = Coral
colour-d6eaff = Pale blue
colour-c1e0ff = Light blue
colour-98cbff = Blue
colour-ebffb1 = Pale lime
colour-deff81 = Lime
colour-87f2c0 = Mint
colour-f9deff = Pale lilac
colour-f3beff = Lilac
colour-ccc8f9 = Lavender
colour-eb93ff = Violet
colour-f2f3f4 = Pale grey
colour-e6e8ea = Grey

## The 40 colours of segments
colour-10599d = Steel blue
colour-2176ff = Bright blue
colour-006acc = Royal blue
colour-07a0c3 = Sky blue
colour-247ba0 = Sea blue
colour-177e89 = Teal
colour-046e8f = Deep sea blue
colour-598381 = Grey teal
colour-0c7c59 = Pine green
colour-495f41 = Moss green
colour-00a44b = Green
colour-08605f = Dark teal
colour-bf2600 = Brick red
colour-06d6a0 = Bright mint
colour-e14945 = Coral red
colour-79b473 = Leaf green
colour-ae003f = Crimson
colour-a2ad59 = Olive
colour-cd0f53 = Raspberry
colour-8e936d = Sage
colour-832161 = Plum
colour-2e5339 = Forest green
colour-bf126f = Magenta
colour-6f7c12 = Dark olive
colour-ff5376 = Rose
colour-dd1c1a = Red
colour-bb304e = Cherry
colour-631d76 = Dark violet
colour-9d2b32 = Ruby
colour-4a001f = Burgundy
colour-b118c8 = Bright violet
colour-6a0f49 = Wine
colour-6610f2 = Indigo
colour-b38a58 = Sand
colour-8963ba = Amethyst
colour-4b3666 = Aubergine
colour-932f6d = Mauve
colour-6b2d5c = Dark plum
colour-6461a0 = Slate blue
colour-4f517d = Dusk blue

## Dates
date-long = { $day } { $month } { $year }
date-moment = { $date }, { $time }
date-month = { $month } { $year }
date-typed = { $year }-{ $month }-{ $day }
date-typed-hint = YYYY-MM-DD
date-typed-hint-moment = YYYY-MM-DD HH:MM
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
month-of-january = January
month-of-february = February
month-of-march = March
month-of-april = April
month-of-may = May
month-of-june = June
month-of-july = July
month-of-august = August
month-of-september = September
month-of-october = October
month-of-november = November
month-of-december = December
weekday-monday = Mo
weekday-tuesday = Tu
weekday-wednesday = We
weekday-thursday = Th
weekday-friday = Fr
weekday-saturday = Sa
weekday-sunday = Su
calendar-year-back = Previous year
calendar-month-back = Previous month
calendar-month-on = Next month
calendar-year-on = Next year
calendar-today = Today

## Custom fields of a segment
values-heading = Custom fields
values-none = This account has no custom fields for segments. They are made in the settings of amoCRM.
values-changed = Changed, not saved yet
values-take-back = Take back the change of “{ $field }”
values-clear = Clear “{ $field }”
values-counter = { $n } of { $max }
values-counter-over = { $n } too many
values-empty = Not filled in
values-yes = Yes
values-no = No
values-search = Search the choices
values-search-none = No choice has this in its name.
values-choice-gone = #{ $id } (no longer offered)
values-field-gone = Field #{ $id } (no longer there)
values-open = Open
values-open-name = Open the page in “{ $field }”
values-calendar = Choose the day of “{ $field }”
values-zone = Time zone of the account: { $zone }
values-unknown = Etapa does not know this kind of field; it stays as it is.
decimal-sign = .
value-too-long = This is longer than { $max } characters; amoCRM would refuse it.
value-not-a-number = This is not a number. Type digits, such as 1250 or 12.5.
value-unclear-number = It is not clear which number this is. Write thousands as 1250 or 1,250, and decimals as 12.5.
number-reading = = { $number }
value-not-a-date = This is not a complete date. Type it like 2026-12-31.
value-not-a-moment = This is not a complete date with a time. Type it like 2026-12-31 14:05.
value-choice-gone = What is chosen here is no longer offered. Choose something else, or clear the field.
value-field-gone = This field is no longer there. Take the change back, or clear it.
value-unsendable = Etapa cannot write this value back. Take the change back, or fill in something else.
value-not-an-address = This is no web address: they begin with https://. It can be saved all the same.
value-refused = Change it or take it back, then save again.

## Prices of a segment
prices-heading = Prices
prices-about = The customers of this segment can buy at the prices that are ticked.
prices-none = This account has no price types.
prices-unreadable = The names of prices cannot be read with your rights. The prices of this segment stay as they are unless you untick them.
prices-other = Other
prices-unknown = #{ $id } (unknown)

## One field of several segments
several-values-heading = Fill in one field
several-values-open = This is not filled in yet: press the button.
several-values-field = Choose a field
several-values-fill = { $n ->
    [one] Fill in for { $n } segment
   *[other] Fill in for { $n } segments
}
several-values-clear = { $n ->
    [one] Clear for { $n } segment
   *[other] Clear for { $n } segments
}

## What the vendor says to the user's own integration.

sign-in-code-expired = This code is older than 20 minutes. Copy the new one from the integration’s page.
sign-in-code-used = This code was used already. Open the integration’s page again and copy the new one.
sign-in-code-unreadable = This is not the whole code. Copy it once more from the integration’s page.
sign-in-wrong-id = amoCRM knows no integration with this ID. Copy the integration ID once more.
sign-in-wrong-secret = This is not the secret key of the integration. Copy it once more.
sign-in-wrong-redirect = The redirect address differs from the one in the integration’s settings. Copy it from there to the letter.
sign-in-wrong-account = These keys belong to another account. Check the address of the account.
sign-in-revoked = The integration’s access has ended: it was switched off, or not used for three months. Paste a new code from the integration’s page.

## The place where this computer keeps passwords.

keyring-absent = This computer has no keyring that Etapa can use.
keyring-locked = The keyring of this computer is locked.
keyring-forgotten = Another window of Etapa has forgotten this account.
keyring-other = The keyring of this computer does not work. The system says: “{ $words }”
keyring-unreadable = What the keyring of this computer holds for this account cannot be read.
keyring-too-long = The keys of this account are too long for the keyring of this computer.
keyring-type = Paste the token to open the account.
keyring-not-kept = So the account stays connected until you close Etapa, and then you need the token again.
keyring-waiting = Waiting for the system’s keyring… It may be asking you to unlock it in another window.
keyring-skip = Go on without it
keyring-not-forgotten = So the account’s keys may still lie there. Remove the entries named Etapa yourself.

## What is kept on this computer
notice-resumed = { $n ->
    [one] Your change of { $then } that is not saved is here again.
   *[other] Your { $n } changes of { $then } that are not saved are here again.
}
notice-resumed-others = Others have changed the account since:
notice-still-elsewhere = The account is still open in the other window. Close it there, then try again.
notice-not-taken-over = The account was not read, so it can be changed in any window now. Press Edit here to change it in this one.
notice-closing = The window closes as soon as your changes are written down on this computer. Close it once more if you do not want to wait.
notice-signing-out = The account is closed as soon as your changes are written down on this computer.
notice-read-first = Nothing was sent yet, for something is to be deleted or may not come out as wanted. Look at the changes, then press Save again.
archive-full = The disk is full, so Etapa cannot write anything down.
archive-denied = Etapa may not write to its folder on this computer.
archive-other = Etapa cannot use its folder on this computer.
system-gone = The file or its folder is not there any more.
system-busy = Another program is using the file.
system-bad-name = A file cannot have this name there.
system-away = The drive cannot be reached.
system-too-large = The file is too large for the drive.
system-failing = The drive reports a failure.
system-internal = Etapa has made a mistake of its own. Close it, then open it again.
system-other = The system says: “{ $words }”
archive-not-kept = You can go on working, but what is not saved will be gone when the window closes.
archive-not-noted = A save is not in the history yet. It is added as soon as Etapa can write again.
archive-not-secured = Nothing was sent, for there would be no backup. Press Save once more to save without one.
archive-damaged = The file with what you had not saved last time is damaged. It was set aside in Etapa's folder, and you start from what the account holds.
archive-newer = A later version of Etapa has written what you had not saved last time. The file was set aside in Etapa's folder, and you start from what the account holds.
header-more = More
more-history = History
history-heading = History
history-about = What was saved from this computer.
history-backups = { $n ->
    [one] One backup is kept, of { $oldest }.
   *[other] { $n } backups are kept, the oldest of { $oldest }.
}
history-reading = The history is being read…
history-unread = The history cannot be read.
history-empty = Nothing was saved yet
history-empty-about = Each save is listed here, with a backup of the account as it was before.
history-unreadable = { $n ->
    [one] One entry of the history is damaged and is not shown.
   *[other] { $n } entries of the history are damaged and are not shown.
}
history-find = Find in the history
history-about-what = Status or segment: { $name }
history-everything = All statuses and segments
history-deleted = { $name } (deleted)
history-not-found = Nothing of the kind was saved.
history-older = Show older ones
history-backup-only = A backup was taken here, and no change was saved.
history-restore = Go back to before this
history-restore-name = Go back to before { $when }
history-restore-tip = Makes a draft of how the account was then. Nothing is sent until you press Save.
notice-restored = { $n ->
    [0] The account is as it was on { $then }: there is nothing to bring back.
    [one] One change brings back how the account was on { $then }. Look at it, then press Save.
   *[other] { $n } changes bring back how the account was on { $then }. Look at them, then press Save.
}
notice-undo-save = Undo this save
archive-unreadable = The file on this computer is damaged or gone.

## Conflicts
conflicts-heading = Changed by others too
conflicts-about = Choose which version stays. Nothing is saved before that.
conflict-member = “{ $name }”: { $member }
conflict-item = “{ $name }”
conflict-name = name
conflict-colour = colour
conflict-place = place
conflict-at = place { $place }
conflict-empty = empty
conflict-deleted = deleted
conflict-prices-added = prices added: { $prices }
conflict-prices-removed = prices removed: { $prices }
conflict-outcome = { $member }: { $to } (was: { $from })
conflict-outcome-place = { $to } (was: { $from })
conflict-before = Before:
conflict-yours = Yours
conflict-theirs = Theirs
conflict-keep-mine = Keep mine
conflict-take-theirs = Take theirs
conflict-both-changed = Somebody else changed this while you were changing it. Only one of the two can stay.
conflict-both-moved = Somebody else moved this status while you were moving it. It can stand in one place only; the other statuses are not affected.
conflict-gone = Somebody else deleted this status while you were changing it. Keeping yours makes it again as a new one: with another id and without conditions. Taking theirs leaves it deleted.
conflict-gone-segment = Somebody else deleted this segment while you were changing it. Keeping yours makes it again as a new one: with another id and without customers. Taking theirs leaves it deleted.
conflict-removal = Somebody else changed this status while you were deleting it. Keeping yours deletes it together with their changes. Taking theirs keeps it as they made it.
conflict-removal-segment = Somebody else changed this segment while you were deleting it. Keeping yours deletes it together with their changes. Taking theirs keeps it as they made it.
row-contested = Somebody else has changed this too: the review asks which version stays
notice-conflicts = { $n ->
    [one] Somebody else has changed something that you are changing too. Choose in the review which version stays, then press Save.
   *[other] Somebody else has changed { $n } things that you are changing too. Choose in the review which versions stay, then press Save.
}

## Backups, files and copies of other accounts
transfer-heading-id = ID
transfer-heading-name = Name
transfer-heading-colour = Colour
transfer-heading-system = Own status of amoCRM
transfer-yes = yes
transfer-no = no
transfer-statuses-off = Statuses are not brought over: they are switched off in this account.
transfer-segments-off = Segments are not brought over: they are switched off in this account.
transfer-quoted = “{ $name }”
transfer-names-more = { $names } and { $n } more
transfer-new-status = { $n ->
    [1] The status { $names } was deleted. It is made again, without its conditions; its customers do not come back.
   *[other] The statuses { $names } were deleted. They are made again, without their conditions; their customers do not come back.
}
transfer-new-segment = { $n ->
    [1] The segment { $names } was deleted. It is made again; its customers do not come back.
   *[other] The segments { $names } were deleted. They are made again; their customers do not come back.
}
transfer-no-room-status = { $n ->
    [1] There is no room for the status { $names }: an account has at most { $max } of them.
   *[other] There is no room for the statuses { $names }: an account has at most { $max } of them.
}
transfer-no-room-segment = { $n ->
    [1] There is no room for the segment { $names }: an account has at most { $max } of them.
   *[other] There is no room for the segments { $names }: an account has at most { $max } of them.
}
transfer-no-system-status = { $n ->
    [1] { $names } is a status of amoCRM’s own, and this account has none like it.
   *[other] { $names } are statuses of amoCRM’s own, and this account has none like them.
}
transfer-other-side = { $n ->
    [1] { $names } stood beyond one of amoCRM’s own statuses, past which nothing can be moved.
   *[other] { $names } stood beyond statuses of amoCRM’s own, past which nothing can be moved.
}
transfer-colour-not-offered = “{ $name }” cannot get its colour { $colour }: amoCRM does not offer it.
transfer-field-gone = { $n ->
    [1] The field { $names } is not in this account; what is filled in there is left out.
   *[other] The fields { $names } are not in this account; what is filled in there is left out.
}
transfer-field-kind = { $n ->
    [1] The field { $names } takes other values in this account; what is filled in there is left out.
   *[other] The fields { $names } take other values in this account; what is filled in there is left out.
}
transfer-choice-gone = The field “{ $field }” does not offer { $names } in this account.
transfer-not-understood = What is filled into “{ $field }” of “{ $segment }” cannot be written by Etapa.
transfer-price-gone = { $n ->
    [1] The price { $names } is not in this account.
   *[other] The prices { $names } are not in this account.
}
transfer-prices-unreadable = Prices are not brought over: the names of price types cannot be read.
transfer-damaged = This file is damaged, or it is not from Etapa.
transfer-newer = This file was written by a newer Etapa. Update Etapa to open it.
transfer-encoding = This table is not saved as UTF-8. In Excel, save it as “CSV UTF-8”.
transfer-no-names = This table has no column “{ $name }”.
transfer-too-large = This table is too large to be one of statuses or segments.
transfer-nameless = Row { $row }: there is no name in “{ $column }”, so the row is left out.
transfer-no-colour = Row { $row }, “{ $column }”: this is no colour. Write it like #c1e0ff.
transfer-no-number = Row { $row }, “{ $column }”: this is no number, or it is not clear which.
transfer-no-truth = Row { $row }, “{ $column }”: write “{ $yes }” or “{ $no }”.
transfer-no-date = Row { $row }, “{ $column }”: this is not a date. Write it like 2026-12-31.
transfer-no-moment = Row { $row }, “{ $column }”: this is not a date with a time. Write it like 2026-12-31 14:05.

more-export = Export…
more-import = Import…
more-copy = Copy from another account…
files-choosing = A window in which you choose a file is open. Choose one there, or close it.
notice-no-dialog = This system has no window for choosing files. Install xdg-desktop-portal or zenity, then try again.
export-heading = Export
export-about = A file holds the account as amoCRM has it, without what you have not saved.
export-button = Export…
export-xlsx = Excel file (XLSX)
export-xlsx-about = A table to read in a spreadsheet, with colours, numbers and dates.
export-xlsx-name = Export as an Excel file (XLSX)…
export-csv = Table (CSV)
export-csv-about = A table to edit in a spreadsheet and import again, with commas between its columns. To look at it in Excel, rather take the XLSX file.
export-csv-name = Export as a table (CSV)…
export-json = Whole account (JSON)
export-json-about = All that Etapa knows, to import it again, here or into another account.
export-json-name = Export the whole account (JSON)…
export-history-name = Export the history as a table (CSV)…
export-shown-name = Export what is shown as a table (CSV)…
export-history-tip = A table of what is shown, with commas between its columns
export-history-title = { $account } history
export-full = The disk is full, so the file was not written.
export-denied = The file cannot be written there. Choose another folder.
export-impossible = The account cannot be written into such a file.
export-other = The file was not written.
history-column-when = When
history-column-who = Who
history-column-what = Status or segment
history-column-change = Change
notice-exported = Exported to “{ $name }”.
notice-imported = { $n ->
    [0] There is nothing to change.
    [one] A draft with one change is made of it. Look at it, then press Save.
   *[other] A draft with { $n } changes is made of it. Look at them, then press Save.
}
import-heading = Look before you import
import-from-snapshot = From the file “{ $file }”: the account “{ $account }” as it was on { $then }.
import-from-table = From the table “{ $file }”.
import-from-account = From the account “{ $account }”, as it was read last.
import-statuses = { $n ->
    [one] It has one status.
   *[other] It has { $n } statuses.
}
import-segments = { $n ->
    [one] It has one segment.
   *[other] It has { $n } segments.
}
import-way = What to do with it
import-add = Add to what is here
import-replace = Make it the same: what is not in it is deleted here
import-changes = { $n ->
    [one] The draft will have one change.
   *[other] The draft will have { $n } changes.
}
import-removals = { $n ->
    [one] One of them is a deletion.
   *[other] { $n } of them are deletions.
}
import-nothing = Nothing would change: all of this is here already.
import-take = Make a draft of it
import-losses = What does not come along
import-fields = Which field goes where
import-not-here = not here
import-no-list = This account uses neither statuses nor segments, so there is nothing to import into.
import-unreadable = The file cannot be read: the system does not allow it.
import-unreadable-system = The file cannot be read.
copy-heading = Copy from another account
copy-about = First you see what would change here. The other account stays as it is.
copy-none = There is no other account yet
copy-none-about = Open another account in this window, then come back here.
copy-open-first = Open it first

## About Etapa

more-about = About Etapa
about-heading = About Etapa
about-version = Version { $version } for { $system }
about-licence = Free software: MIT or Apache 2.0, as you like.
about-folder = Everything that Etapa writes lies here
about-folder-open = Open the folder
about-licences = Licences of what is inside
about-close = Close
notice-folder-not-shown = This desktop does not open folders. Where everything lies stands under More, About Etapa.
