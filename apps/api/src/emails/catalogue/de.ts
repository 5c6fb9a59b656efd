import type { Catalogue } from './catalogue.ts';

export const de: Catalogue = {
  frame: {
    fallback: 'Falls die Schaltfläche nicht funktioniert, öffne diese Adresse:',
    moment: '{time} UTC',
  },
  origin: {
    device: '{browser} {system}',
    withAddress: '{device}, von der Adresse {address}',
    unknownApp: 'einer App, die uns unbekannt ist',
    systems: {
      windows: 'unter Windows',
      android: 'unter Android',
      iphone: 'auf einem iPhone',
      ipad: 'auf einem iPad',
      mac: 'auf einem Mac',
      linux: 'unter Linux',
    },
  },
  emails: {
    verification: {
      subject: 'Bestätige deine E-Mail-Adresse',
      preview: 'Ein Klick, und dein Konto ist vollständig.',
      heading: 'Willkommen, {username}',
      paragraphs: [
        'Schön, dass du da bist. Bitte bestätige, dass diese Adresse dir gehört, damit wir dir helfen können, falls du einmal dein Passwort verlierst.',
        'Der Link gilt {duration}. Wo du noch nicht angemeldet bist, wirst du darum gebeten, damit wir wissen, dass du es bist.',
      ],
      button: 'Adresse bestätigen',
      footnote:
        'Hast du dieses Konto nicht angelegt? Dann tu nichts, und es bleibt unbestätigt. Möchtest du Pixelboxx mit dieser Adresse selbst nutzen, wähle auf der Anmeldeseite „Passwort vergessen“: Damit wird das Konto deins.',
    },
    emailChange: {
      subject: 'Bestätige deine neue E-Mail-Adresse',
      preview: 'Deine Adresse ändert sich, sobald du sie bestätigst.',
      heading: 'Ist das deine neue Adresse?',
      paragraphs: [
        'Jemand, der das Passwort des Kontos {username} kennt, möchte diese Adresse dafür verwenden. Bis du sie bestätigst, ändert sich nichts.',
        'Der Link gilt {duration}, in einem Browser, der bei diesem Konto angemeldet ist.',
      ],
      button: 'Diese Adresse verwenden',
      footnote: 'Ist das nicht dein Konto? Dann tu nichts: Ohne deine Bestätigung wird die Adresse nicht verwendet.',
    },
    passwordForgotten: {
      subject: 'Wähle ein neues Passwort',
      heading: 'Ein neues Passwort',
      paragraphs: [
        'Jemand, hoffentlich du, hat um ein neues Passwort für das Konto {username} gebeten. Bis du eines wählst, bleibt alles, wie es ist.',
        'Der Link gilt ein einziges Mal, {duration} lang. Eine neuere Nachricht wie diese macht ältere ungültig.',
      ],
      button: 'Neues Passwort wählen',
      footnote:
        'Hast du nicht darum gebeten? Dann tu nichts: Dein Passwort ist unverändert, und niemand außer dir hat diesen Link.',
    },
    passwordClaimed: {
      subject: 'Wähle ein Passwort für dein Konto',
      heading: 'Noch ein Schritt',
      paragraphs: [
        'Deine Adresse ist bestätigt. Der Link wurde dort geöffnet, wo niemand beim Konto {username} angemeldet war, daher wissen wir nicht, ob dessen Passwort deines war. Zur Sicherheit haben wir es ungültig gemacht und alle Geräte abgemeldet.',
        'Der Link gilt ein einziges Mal, {duration} lang. Eine neuere Nachricht wie diese macht ältere ungültig.',
      ],
      button: 'Neues Passwort wählen',
      footnote:
        'Ist der Link abgelaufen? „Passwort vergessen“ auf der Anmeldeseite schickt einen neuen an diese Adresse.',
    },
    passwordDisowned: {
      subject: 'Dein Konto ist sicher: Wähle ein neues Passwort',
      heading: 'Dein Konto ist sicher',
      paragraphs: [
        'Du hast uns gesagt, dass etwas beim Konto {username} nicht von dir war. Alle Geräte sind abgemeldet, und das alte Passwort gilt nicht mehr. Bitte wähle eines, das du sonst nirgends verwendest.',
        'Der Link gilt ein einziges Mal, {duration} lang. Eine neuere Nachricht wie diese macht ältere ungültig.',
      ],
      button: 'Neues Passwort wählen',
      footnote:
        'Ist der Link abgelaufen? „Passwort vergessen“ auf der Anmeldeseite schickt einen neuen an diese Adresse.',
    },
    emailCode: {
      subject: 'Dein Code für die Anmeldung',
      heading: 'Dein Code für die Anmeldung',
      paragraphs: [
        'Heute waren viele Codes aus der App des Kontos {username} falsch. Bis sich das beruhigt hat, braucht die Anmeldung auch diesen Code. Er gilt {duration}.',
        'Meldest du dich gerade gar nicht an? Dann kennt jemand dein Passwort: Wähle ein anderes. Gib diesen Code niemals weiter.',
      ],
    },
    signInCode: {
      subject: 'Dein Code für Pixelboxx',
      preview: 'Zum Anmelden beim Konto {username}.',
      heading: 'Hier ist dein Anmeldecode',
      paragraphs: [
        'Gib diesen Code dort ein, wo du dich beim Konto {username} anmeldest. Er gilt ein einziges Mal, {duration} lang, und nur in dem Browser, der ihn angefordert hat: {origin}.',
        'Gib ihn niemals weiter. Wir fragen nur auf unseren eigenen Seiten danach.',
      ],
      button: 'Anmelden',
      footnote:
        'Die Schaltfläche tut dasselbe, wenn du sie in diesem Browser öffnest. Meldest du dich gerade gar nicht an? Dann tu nichts: Ohne diese E-Mail kommt niemand hinein.',
    },
    invitation: {
      subject: 'Zu dieser Adresse gibt es kein Konto',
      heading: 'Zu dieser Adresse gibt es niemanden',
      paragraphs: [
        'Jemand, hoffentlich du, wollte sich mit dieser Adresse bei Pixelboxx anmelden, und dazu gibt es kein Konto. Vielleicht hast du eines mit einer anderen Adresse. Wenn nicht, leg gern eines an.',
      ],
      button: 'Konto anlegen',
      footnote: 'Warst du das nicht? Dann tu nichts. Wir schreiben das höchstens einmal am Tag.',
    },
    suspension: {
      subject: 'Dein Konto ist gesperrt',
      heading: 'Dein Konto ist gesperrt',
      paragraphs: [
        'Die Menschen, die sich um diese Seite kümmern, haben das Konto {username} gesperrt. Alle Geräte sind abgemeldet, und vorerst kann sich niemand dort anmelden.',
        'Sie schreiben dazu: {reason}',
      ],
      footnote:
        'Nichts von dir wurde entfernt. Wenn du das für einen Irrtum hältst, antworte bitte auf diese Nachricht.',
    },
    factorsReset: {
      subject: 'Dein zweiter Schritt wurde entfernt',
      heading: 'Dein zweiter Schritt wurde entfernt',
      paragraphs: [
        'Die Menschen, die sich um diese Seite kümmern, haben Code-App, Ersatzcodes und Passkeys des Kontos {username} entfernt, weil jemand darum gebeten hat. Alle Geräte sind abgemeldet; jetzt meldet dich dein Passwort allein an.',
        'Richte in den Einstellungen eine neue Code-App oder einen Passkey ein, sobald du angemeldet bist.',
      ],
      footnote: 'Wenn du nicht darum gebeten hast, wähle sofort ein neues Passwort und antworte auf diese Nachricht.',
    },
    deletion: {
      subject: 'Dein Konto ist gelöscht',
      preview: 'Bis zum {day} kannst du es dir anders überlegen.',
      heading: 'Auf Wiedersehen, {username}',
      paragraphs: [
        'Dein Konto ist gelöscht, wie du es wolltest. Alle Geräte sind abgemeldet, und niemand sieht mehr dein Profil.',
        'Bis zum {day} kannst du alles so zurückhaben, wie es war. Danach entfernen wir es endgültig: dein Profil, deine Bilder und alle Aufzeichnungen über dich.',
      ],
      button: 'Konto wiederherstellen',
      footnote:
        'Warst du das nicht? Dann nimm die andere Nachricht, die wir gerade geschickt haben: Sie stellt das Konto wieder her und sperrt alle anderen aus.',
    },
    goodbye: {
      subject: 'Alles ist entfernt',
      heading: 'Alles ist entfernt',
      paragraphs: [
        'Das Konto {username} und alles, was wir dazu gespeichert hatten, ist weg: Profil, Bilder, Sitzungen und Aufzeichnungen. Der Benutzername ist wieder frei.',
        'Diese Nachricht ist deine Bestätigung, und die letzte. Danke, dass du hier warst.',
      ],
    },
    removal: {
      subject: 'Ein Bild von dir wurde entfernt',
      heading: 'Ein Bild von dir wurde entfernt',
      paragraphs: [
        'Die Menschen, die sich um diese Seite kümmern, haben ein Bild des Kontos {username} entfernt. Es ist endgültig weg, in allen Größen.',
        'Sie schreiben dazu: {reason}',
      ],
      footnote:
        'Sonst wurde nichts von dir geändert. Wenn du das für einen Irrtum hältst, antworte bitte auf diese Nachricht.',
    },
  },
  notice: {
    circumstances: 'Es geschah am {moment}, mit {origin}.',
    allIsWell: 'Warst du das? Dann ist alles gut, und du brauchst nichts zu tun.',
    button: 'Das war ich nicht',
    footnote:
      'Der Link gilt {duration}. Er fragt dich noch einmal, meldet dann alle Geräte ab, macht das Passwort ungültig und schickt dir einen Link, um ein neues zu wählen.',
  },
  notices: {
    NEW_DEVICE: {
      subject: 'Ein neues Gerät hat sich bei dir angemeldet',
      fact: 'Ein Gerät, das wir noch nicht kannten, hat sich beim Konto {username} angemeldet.',
    },
    PASSWORD_CHANGED: {
      subject: 'Dein Passwort wurde geändert',
      fact: 'Das Passwort des Kontos {username} wurde geändert, und alle anderen Geräte wurden abgemeldet.',
    },
    PASSWORD_RESET: {
      subject: 'Dein Passwort wurde neu gesetzt',
      fact: 'Für das Konto {username} wurde über einen Link aus einer E-Mail ein neues Passwort gewählt. Alle Geräte wurden abgemeldet.',
    },
    EMAIL_CHANGED: {
      subject: 'Deine E-Mail-Adresse wurde geändert',
      fact: 'Das Konto {username} hat jetzt eine andere E-Mail-Adresse. Das ist die letzte Nachricht an diese.',
    },
    TOKEN_REUSED: {
      subject: 'Wir haben eines deiner Geräte abgemeldet',
      fact: 'Ein Anmelde-Token des Kontos {username} wurde zweimal verwendet. Vielleicht hat es jemand kopiert, deshalb haben wir dieses Gerät abgemeldet. Deine anderen Geräte sind nicht betroffen.',
    },
    SIGN_IN_METHOD_ADDED: {
      subject: 'Neue Anmeldemöglichkeit für dein Konto',
      fact: 'Mit einem Passkey, einer Code-App oder einem Konto bei einer anderen Seite kann man sich jetzt beim Konto {username} anmelden.',
    },
    SIGN_IN_METHOD_REMOVED: {
      subject: 'Eine Anmeldemöglichkeit wurde entfernt',
      fact: 'Mit einem Passkey, einer Code-App oder einem Konto bei einer anderen Seite kann man sich nicht mehr beim Konto {username} anmelden.',
    },
    BACKUP_CODES_RENEWED: {
      subject: 'Du hast neue Ersatzcodes',
      fact: 'Für das Konto {username} wurden neue Ersatzcodes erstellt. Die alten gelten nicht mehr.',
    },
    BACKUP_CODE_USED: {
      subject: 'Ein Ersatzcode deines Kontos wurde verwendet',
      fact: 'Statt der Code-App wurde ein Ersatzcode des Kontos {username} verwendet. Jeder Code gilt einmal; in den Einstellungen steht, wie viele übrig sind.',
    },
    TOKEN_CREATED: {
      subject: 'Für dein Konto gibt es ein neues Zugriffstoken',
      fact: 'Ein Programm kann jetzt mit einem Zugriffstoken für das Konto {username} handeln. In den Sicherheitseinstellungen steht, was es darf, und dort lässt es sich beenden.',
    },
    ACCOUNT_DELETED: {
      subject: 'Hast du dein Konto gelöscht?',
      fact: 'Jemand, der beim Konto {username} angemeldet war, hat es gelöscht. Eine andere Nachricht sagt, wie sich das rückgängig machen lässt.',
    },
    EXPORT_REQUESTED: {
      subject: 'Ein Archiv deiner Daten wurde angefordert',
      fact: 'Jemand, der beim Konto {username} angemeldet war, hat ein Archiv von allem angefordert, was dazu gespeichert ist. Sobald es fertig ist, findest du es in den Einstellungen.',
    },
  },
};
