import type { Catalogue } from './catalogue.ts';

export const fr: Catalogue = {
  frame: {
    fallback: 'Si le bouton ne fonctionne pas, ouvre cette adresse :',
    moment: '{time} UTC',
  },
  origin: {
    device: '{browser} {system}',
    withAddress: '{device}, depuis l’adresse {address}',
    unknownApp: 'une application que nous ne connaissons pas',
    systems: {
      windows: 'sous Windows',
      android: 'sous Android',
      iphone: 'sur un iPhone',
      ipad: 'sur un iPad',
      mac: 'sur un Mac',
      linux: 'sous Linux',
    },
  },
  emails: {
    verification: {
      subject: 'Confirme ton adresse e-mail',
      preview: 'Un clic, et ton compte est complet.',
      heading: 'Bienvenue, {username}',
      paragraphs: [
        'Nous sommes contents de te compter parmi nous. Confirme que cette adresse est bien la tienne, pour que nous puissions t’aider si tu perds un jour ton mot de passe.',
        'Le lien est valable {duration}. Si tu n’es pas encore connecté, nous te demanderons de l’être, pour savoir que c’est bien toi.',
      ],
      button: 'Confirmer mon adresse',
      footnote:
        'Tu n’as pas créé ce compte ? Alors ne fais rien, et il restera non confirmé. Si tu veux utiliser Pixelboxx toi-même avec cette adresse, choisis « Mot de passe oublié » sur la page de connexion : le compte devient alors le tien.',
    },
    emailChange: {
      subject: 'Confirme ta nouvelle adresse e-mail',
      preview: 'Ton adresse changera quand tu l’auras confirmée.',
      heading: 'Est-ce ta nouvelle adresse ?',
      paragraphs: [
        'Quelqu’un qui connaît le mot de passe du compte {username} a demandé à utiliser cette adresse. Rien ne change tant que tu n’as pas confirmé.',
        'Le lien est valable {duration}, dans un navigateur connecté à ce compte.',
      ],
      button: 'Utiliser cette adresse',
      footnote: 'Ce n’est pas ton compte ? Alors ne fais rien : sans ta confirmation, l’adresse n’est pas utilisée.',
    },
    passwordForgotten: {
      subject: 'Choisis un nouveau mot de passe',
      heading: 'Un nouveau mot de passe',
      paragraphs: [
        'Quelqu’un, toi sans doute, a demandé un nouveau mot de passe pour le compte {username}. Tant que tu n’en choisis pas, rien ne change.',
        'Le lien ne sert qu’une fois, pendant {duration}. Un message plus récent comme celui-ci annule les précédents.',
      ],
      button: 'Choisir un nouveau mot de passe',
      footnote:
        'Tu n’as rien demandé ? Alors ne fais rien : ton mot de passe n’a pas changé, et personne d’autre que toi n’a ce lien.',
    },
    passwordClaimed: {
      subject: 'Choisis un mot de passe pour ton compte',
      heading: 'Encore une étape',
      paragraphs: [
        'Ton adresse est confirmée. Le lien a été ouvert là où personne n’était connecté au compte {username} ; nous ne pouvons donc pas savoir si son mot de passe était le tien. Par sécurité, nous l’avons annulé et avons déconnecté tous les appareils.',
        'Le lien ne sert qu’une fois, pendant {duration}. Un message plus récent comme celui-ci annule les précédents.',
      ],
      button: 'Choisir un nouveau mot de passe',
      footnote:
        'Le lien a expiré ? « Mot de passe oublié », sur la page de connexion, en envoie un nouveau à cette adresse.',
    },
    passwordDisowned: {
      subject: 'Ton compte est protégé : nouveau mot de passe',
      heading: 'Ton compte est protégé',
      paragraphs: [
        'Tu nous as dit que quelque chose sur le compte {username} ne venait pas de toi. Tous les appareils sont déconnectés, et l’ancien mot de passe ne marche plus. Choisis-en un que tu n’utilises nulle part ailleurs.',
        'Le lien ne sert qu’une fois, pendant {duration}. Un message plus récent comme celui-ci annule les précédents.',
      ],
      button: 'Choisir un nouveau mot de passe',
      footnote:
        'Le lien a expiré ? « Mot de passe oublié », sur la page de connexion, en envoie un nouveau à cette adresse.',
    },
    emailCode: {
      subject: 'Ton code de connexion',
      heading: 'Ton code de connexion',
      paragraphs: [
        'Aujourd’hui, de nombreux codes de l’application du compte {username} étaient faux. En attendant que cela se calme, la connexion demande aussi ce code. Il est valable {duration}.',
        'Tu n’es pas en train de te connecter ? Alors quelqu’un connaît ton mot de passe : choisis-en un autre. Ne donne jamais ce code à personne.',
      ],
    },
    signInCode: {
      subject: 'Ton code pour Pixelboxx',
      preview: 'Pour te connecter au compte {username}.',
      heading: 'Voici ton code de connexion',
      paragraphs: [
        'Saisis ce code là où tu te connectes au compte {username}. Il ne sert qu’une fois, pendant {duration}, et seulement dans le navigateur qui l’a demandé : {origin}.',
        'Ne le donne jamais à personne. Nous ne le demandons que sur nos propres pages.',
      ],
      button: 'Se connecter',
      footnote:
        'Le bouton fait la même chose, si tu l’ouvres dans ce navigateur. Tu n’es pas en train de te connecter ? Alors ne fais rien : sans cet e-mail, personne n’entre.',
    },
    invitation: {
      subject: 'Il n’y a pas de compte avec cette adresse',
      heading: 'Personne ici avec cette adresse',
      paragraphs: [
        'Quelqu’un, toi sans doute, a voulu se connecter à Pixelboxx avec cette adresse, et aucun compte ne l’utilise. Tu en as peut-être un avec une autre adresse. Sinon, tu es le bienvenu pour en créer un.',
      ],
      button: 'Créer un compte',
      footnote: 'Ce n’était pas toi ? Alors ne fais rien. Nous écrivons ceci au plus une fois par jour.',
    },
    suspension: {
      subject: 'Ton compte est suspendu',
      heading: 'Ton compte est suspendu',
      paragraphs: [
        'Les personnes qui s’occupent de ce site ont suspendu le compte {username}. Tous les appareils sont déconnectés, et personne ne peut s’y connecter pour l’instant.',
        'Voici ce qu’elles ont écrit : {reason}',
      ],
      footnote: 'Rien de ce qui est à toi n’a été supprimé. Si tu penses que c’est une erreur, réponds à ce message.',
    },
    factorsReset: {
      subject: 'Ta deuxième étape a été supprimée',
      heading: 'Ta deuxième étape a été supprimée',
      paragraphs: [
        'Les personnes qui s’occupent de ce site ont supprimé l’application de codes, les codes de secours et les clés d’accès du compte {username}, parce que quelqu’un l’a demandé. Tous les appareils sont déconnectés ; ton mot de passe suffit désormais pour te connecter.',
        'Dès que tu seras connecté, configure une nouvelle application de codes ou une clé d’accès dans les paramètres.',
      ],
      footnote: 'Si tu ne l’as pas demandé, choisis tout de suite un nouveau mot de passe et réponds à ce message.',
    },
    deletion: {
      subject: 'Ton compte est supprimé',
      preview: 'Tu peux changer d’avis jusqu’au {day}.',
      heading: 'Au revoir, {username}',
      paragraphs: [
        'Ton compte est supprimé, comme tu l’as demandé. Tous les appareils sont déconnectés, et plus personne ne voit ton profil.',
        'Jusqu’au {day}, tu peux tout retrouver comme avant. Ensuite, nous supprimons tout pour de bon : ton profil, tes images et toutes les données sur toi.',
      ],
      button: 'Récupérer mon compte',
      footnote:
        'Ce n’était pas toi ? Alors utilise l’autre message que nous venons d’envoyer : il rétablit le compte et en exclut tous les autres.',
    },
    goodbye: {
      subject: 'Tout est supprimé',
      heading: 'Tout est supprimé',
      paragraphs: [
        'Le compte {username} et tout ce que nous gardions à son sujet ont disparu : profil, images, sessions et données. Le nom d’utilisateur est de nouveau libre.',
        'Ce message te sert de reçu, et c’est le dernier. Merci d’avoir été là.',
      ],
    },
    removal: {
      subject: 'Une de tes images a été supprimée',
      heading: 'Une de tes images a été supprimée',
      paragraphs: [
        'Les personnes qui s’occupent de ce site ont supprimé une image du compte {username}. Elle a disparu pour de bon, dans toutes ses tailles.',
        'Voici ce qu’elles ont écrit : {reason}',
      ],
      footnote: 'Rien d’autre n’a été changé chez toi. Si tu penses que c’est une erreur, réponds à ce message.',
    },
  },
  notice: {
    circumstances: 'C’était le {moment}, avec {origin}.',
    allIsWell: 'C’était toi ? Alors tout va bien, et il n’y a rien à faire.',
    button: 'Ce n’était pas moi',
    footnote:
      'Le lien est valable {duration}. Il te demande encore une confirmation, puis déconnecte tous les appareils, annule le mot de passe et t’envoie un lien pour en choisir un nouveau.',
  },
  notices: {
    NEW_DEVICE: {
      subject: 'Un nouvel appareil s’est connecté à ton compte',
      fact: 'Un appareil que nous ne connaissions pas s’est connecté au compte {username}.',
    },
    PASSWORD_CHANGED: {
      subject: 'Ton mot de passe a été changé',
      fact: 'Le mot de passe du compte {username} a été changé, et tous les autres appareils ont été déconnectés.',
    },
    PASSWORD_RESET: {
      subject: 'Ton mot de passe a été réinitialisé',
      fact: 'Un nouveau mot de passe a été choisi pour le compte {username} grâce à un lien envoyé par e-mail. Tous les appareils ont été déconnectés.',
    },
    EMAIL_CHANGED: {
      subject: 'Ton adresse e-mail a été changée',
      fact: 'Le compte {username} a maintenant une autre adresse e-mail. Ceci est le dernier message envoyé à celle-ci.',
    },
    TOKEN_REUSED: {
      subject: 'Nous avons déconnecté un de tes appareils',
      fact: 'Un jeton de connexion du compte {username} a été utilisé deux fois. Quelqu’un l’a peut-être copié ; nous avons donc déconnecté cet appareil. Tes autres appareils ne sont pas concernés.',
    },
    SIGN_IN_METHOD_ADDED: {
      subject: 'Un moyen de connexion a été ajouté',
      fact: 'Une clé d’accès, une application de codes ou un compte d’un autre site permet maintenant de se connecter au compte {username}.',
    },
    SIGN_IN_METHOD_REMOVED: {
      subject: 'Un moyen de connexion a été retiré',
      fact: 'Une clé d’accès, une application de codes ou un compte d’un autre site ne permet plus de se connecter au compte {username}.',
    },
    BACKUP_CODES_RENEWED: {
      subject: 'Tu as de nouveaux codes de secours',
      fact: 'De nouveaux codes de secours ont été créés pour le compte {username}. Les anciens ne marchent plus.',
    },
    BACKUP_CODE_USED: {
      subject: 'Un code de secours de ton compte a été utilisé',
      fact: 'Un code de secours du compte {username} a été utilisé à la place de l’application de codes. Chaque code ne sert qu’une fois ; les paramètres indiquent combien il en reste.',
    },
    TOKEN_CREATED: {
      subject: 'Un jeton d’accès à ton compte a été créé',
      fact: 'Un programme peut désormais agir au nom du compte {username} avec un jeton d’accès. Les paramètres de sécurité disent ce qu’il peut faire et permettent d’y mettre fin.',
    },
    ACCOUNT_DELETED: {
      subject: 'Est-ce toi qui as supprimé ton compte ?',
      fact: 'Quelqu’un qui était connecté au compte {username} l’a supprimé. Un autre message explique comment l’annuler.',
    },
    EXPORT_REQUESTED: {
      subject: 'Une archive de tes données a été demandée',
      fact: 'Quelqu’un qui était connecté au compte {username} a demandé une archive de tout ce qui y est enregistré. Tu la trouveras dans les paramètres dès qu’elle sera prête.',
    },
  },
};
