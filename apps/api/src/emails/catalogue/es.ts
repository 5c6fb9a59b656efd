import type { Catalogue } from './catalogue.ts';

export const es: Catalogue = {
  frame: {
    fallback: 'Si el botón no funciona, abre esta dirección:',
    moment: '{time} UTC',
  },
  origin: {
    device: '{browser} {system}',
    withAddress: '{device}, desde la dirección {address}',
    unknownApp: 'una aplicación que no conocemos',
    systems: {
      windows: 'en Windows',
      android: 'en Android',
      iphone: 'en un iPhone',
      ipad: 'en un iPad',
      mac: 'en un Mac',
      linux: 'en Linux',
    },
  },
  emails: {
    verification: {
      subject: 'Confirma tu dirección de correo',
      preview: 'Un clic y tu cuenta estará completa.',
      heading: 'Te damos la bienvenida, {username}',
      paragraphs: [
        'Nos alegra tenerte aquí. Confirma que esta dirección es tuya, para que podamos ayudarte si algún día pierdes tu contraseña.',
        'El enlace funciona durante {duration}. Donde aún no hayas iniciado sesión, te pediremos que lo hagas, para saber que eres tú.',
      ],
      button: 'Confirmar mi dirección',
      footnote:
        '¿No creaste tú esta cuenta? Entonces no hagas nada y quedará sin confirmar. Si quieres usar Pixelboxx con esta dirección, elige «Olvidé mi contraseña» en la página de inicio de sesión: así la cuenta pasa a ser tuya.',
    },
    emailChange: {
      subject: 'Confirma tu nueva dirección de correo',
      preview: 'Tu dirección cambiará cuando la confirmes.',
      heading: '¿Es esta tu nueva dirección?',
      paragraphs: [
        'Alguien que conoce la contraseña de la cuenta {username} ha pedido usar esta dirección. No cambia nada hasta que lo confirmes.',
        'El enlace funciona durante {duration}, en un navegador con la sesión de esa cuenta iniciada.',
      ],
      button: 'Usar esta dirección',
      footnote: '¿No es tu cuenta? Entonces no hagas nada: sin tu confirmación, la dirección no se usará.',
    },
    passwordForgotten: {
      subject: 'Elige una contraseña nueva',
      heading: 'Una contraseña nueva',
      paragraphs: [
        'Alguien, esperamos que tú, ha pedido una contraseña nueva para la cuenta {username}. Hasta que elijas una, todo sigue igual.',
        'El enlace sirve una sola vez, durante {duration}. Un mensaje más reciente como este anula los anteriores.',
      ],
      button: 'Elegir una contraseña nueva',
      footnote:
        '¿No lo pediste tú? Entonces no hagas nada: tu contraseña no ha cambiado y nadie más que tú tiene este enlace.',
    },
    passwordClaimed: {
      subject: 'Elige una contraseña para tu cuenta',
      heading: 'Un paso más',
      paragraphs: [
        'Tu dirección está confirmada. El enlace se abrió donde nadie había iniciado sesión en la cuenta {username}, así que no podemos saber si su contraseña era tuya. Por seguridad la hemos anulado y hemos cerrado la sesión en todos los dispositivos.',
        'El enlace sirve una sola vez, durante {duration}. Un mensaje más reciente como este anula los anteriores.',
      ],
      button: 'Elegir una contraseña nueva',
      footnote:
        '¿El enlace ha caducado? «Olvidé mi contraseña», en la página de inicio de sesión, envía otro a esta dirección.',
    },
    passwordDisowned: {
      subject: 'Tu cuenta está a salvo: elige otra contraseña',
      heading: 'Tu cuenta está a salvo',
      paragraphs: [
        'Nos dijiste que algo en la cuenta {username} no lo hiciste tú. La sesión está cerrada en todos los dispositivos y la contraseña anterior ya no funciona. Elige una que no uses en ningún otro sitio.',
        'El enlace sirve una sola vez, durante {duration}. Un mensaje más reciente como este anula los anteriores.',
      ],
      button: 'Elegir una contraseña nueva',
      footnote:
        '¿El enlace ha caducado? «Olvidé mi contraseña», en la página de inicio de sesión, envía otro a esta dirección.',
    },
    emailCode: {
      subject: 'Tu código para iniciar sesión',
      heading: 'Tu código para iniciar sesión',
      paragraphs: [
        'Hoy muchos códigos de la aplicación de la cuenta {username} han sido incorrectos. Hasta que eso se calme, para iniciar sesión hace falta también este código. Funciona durante {duration}.',
        '¿No estás iniciando sesión ahora mismo? Entonces alguien conoce tu contraseña: elige otra. No le des nunca este código a nadie.',
      ],
    },
    signInCode: {
      subject: 'Tu código para Pixelboxx',
      preview: 'Para iniciar sesión en la cuenta {username}.',
      heading: 'Aquí tienes tu código',
      paragraphs: [
        'Escribe este código donde estás iniciando sesión en la cuenta {username}. Sirve una sola vez, durante {duration}, y solo en el navegador que lo pidió: {origin}.',
        'No se lo des nunca a nadie. Solo lo pedimos en nuestras propias páginas.',
      ],
      button: 'Iniciar sesión',
      footnote:
        'El botón hace lo mismo, si lo abres en ese navegador. ¿No estás iniciando sesión ahora mismo? Entonces no hagas nada: sin este correo no entra nadie.',
    },
    invitation: {
      subject: 'No hay ninguna cuenta con esta dirección',
      heading: 'Aquí no hay nadie con esta dirección',
      paragraphs: [
        'Alguien, esperamos que tú, ha querido iniciar sesión en Pixelboxx con esta dirección, y no hay ninguna cuenta con ella. Quizá tengas una con otra dirección. Si no, puedes crear una cuando quieras.',
      ],
      button: 'Crear una cuenta',
      footnote: '¿No fuiste tú? Entonces no hagas nada. Escribimos esto una vez al día como mucho.',
    },
    suspension: {
      subject: 'Tu cuenta está suspendida',
      heading: 'Tu cuenta está suspendida',
      paragraphs: [
        'Las personas que cuidan de este sitio han suspendido la cuenta {username}. La sesión está cerrada en todos los dispositivos y, por ahora, nadie puede iniciarla.',
        'Esto es lo que han escrito: {reason}',
      ],
      footnote: 'No se ha eliminado nada tuyo. Si crees que es un error, responde a este mensaje.',
    },
    factorsReset: {
      subject: 'Se ha eliminado tu segundo paso',
      heading: 'Se ha eliminado tu segundo paso',
      paragraphs: [
        'Las personas que cuidan de este sitio han eliminado la aplicación de códigos, los códigos de reserva y las llaves de acceso de la cuenta {username}, porque alguien lo pidió. La sesión está cerrada en todos los dispositivos; ahora basta tu contraseña para iniciarla.',
        'En cuanto entres, configura en los ajustes una aplicación de códigos o una llave de acceso nueva.',
      ],
      footnote: 'Si no lo pediste tú, elige enseguida una contraseña nueva y responde a este mensaje.',
    },
    deletion: {
      subject: 'Tu cuenta está eliminada',
      preview: 'Puedes cambiar de opinión hasta el {day}.',
      heading: 'Adiós, {username}',
      paragraphs: [
        'Tu cuenta está eliminada, como pediste. La sesión está cerrada en todos los dispositivos y nadie ve ya tu perfil.',
        'Hasta el {day} puedes recuperarlo todo tal como estaba. Después lo eliminaremos para siempre: tu perfil, tus imágenes y todos los datos sobre ti.',
      ],
      button: 'Recuperar mi cuenta',
      footnote:
        '¿No fuiste tú? Entonces usa el otro mensaje que acabamos de enviarte: recupera la cuenta y deja fuera a todos los demás.',
    },
    goodbye: {
      subject: 'Todo está eliminado',
      heading: 'Todo está eliminado',
      paragraphs: [
        'La cuenta {username} y todo lo que guardábamos sobre ella han desaparecido: perfil, imágenes, sesiones y datos. El nombre de usuario vuelve a estar libre.',
        'Este mensaje es tu justificante, y el último. Gracias por haber estado aquí.',
      ],
    },
    removal: {
      subject: 'Se ha eliminado una imagen tuya',
      heading: 'Se ha eliminado una imagen tuya',
      paragraphs: [
        'Las personas que cuidan de este sitio han eliminado una imagen de la cuenta {username}. Ha desaparecido para siempre, en todos sus tamaños.',
        'Esto es lo que han escrito: {reason}',
      ],
      footnote: 'No se ha cambiado nada más de lo tuyo. Si crees que es un error, responde a este mensaje.',
    },
  },
  notice: {
    circumstances: 'Fue el {moment}, con {origin}.',
    allIsWell: '¿Fuiste tú? Entonces todo está bien y no tienes que hacer nada.',
    button: 'No fui yo',
    footnote:
      'El enlace funciona durante {duration}. Te lo pregunta una vez más, y después cierra la sesión en todos los dispositivos, anula la contraseña y te envía un enlace para elegir otra.',
  },
  notices: {
    NEW_DEVICE: {
      subject: 'Un dispositivo nuevo ha entrado en tu cuenta',
      fact: 'Un dispositivo que no conocíamos ha iniciado sesión en la cuenta {username}.',
    },
    PASSWORD_CHANGED: {
      subject: 'Se ha cambiado tu contraseña',
      fact: 'Se ha cambiado la contraseña de la cuenta {username} y se ha cerrado la sesión en los demás dispositivos.',
    },
    PASSWORD_RESET: {
      subject: 'Se ha restablecido tu contraseña',
      fact: 'Se ha elegido una contraseña nueva para la cuenta {username} con un enlace enviado por correo. Se ha cerrado la sesión en todos los dispositivos.',
    },
    EMAIL_CHANGED: {
      subject: 'Se ha cambiado tu dirección de correo',
      fact: 'La cuenta {username} tiene ahora otra dirección de correo. Este es el último mensaje a esta.',
    },
    TOKEN_REUSED: {
      subject: 'Hemos cerrado la sesión en un dispositivo tuyo',
      fact: 'Un token de sesión de la cuenta {username} se ha usado dos veces. Puede que alguien lo haya copiado, así que hemos cerrado la sesión en ese dispositivo. Tus otros dispositivos no se ven afectados.',
    },
    SIGN_IN_METHOD_ADDED: {
      subject: 'Se ha añadido una forma de iniciar sesión',
      fact: 'Ahora se puede iniciar sesión en la cuenta {username} con una llave de acceso, una aplicación de códigos o una cuenta de otro sitio.',
    },
    SIGN_IN_METHOD_REMOVED: {
      subject: 'Se ha quitado una forma de iniciar sesión',
      fact: 'Ya no se puede iniciar sesión en la cuenta {username} con una llave de acceso, una aplicación de códigos o una cuenta de otro sitio.',
    },
    BACKUP_CODES_RENEWED: {
      subject: 'Tienes códigos de reserva nuevos',
      fact: 'Se han creado códigos de reserva nuevos para la cuenta {username}. Los anteriores ya no funcionan.',
    },
    BACKUP_CODE_USED: {
      subject: 'Se ha usado un código de reserva de tu cuenta',
      fact: 'Se ha usado un código de reserva de la cuenta {username} en lugar de la aplicación de códigos. Cada código sirve una vez; los ajustes dicen cuántos quedan.',
    },
    TOKEN_CREATED: {
      subject: 'Se ha creado un token de acceso a tu cuenta',
      fact: 'Un programa puede actuar ahora en nombre de la cuenta {username} con un token de acceso. Los ajustes de seguridad dicen qué puede hacer y permiten anularlo.',
    },
    ACCOUNT_DELETED: {
      subject: '¿Has eliminado tú tu cuenta?',
      fact: 'Alguien con la sesión de la cuenta {username} iniciada la ha eliminado. Otro mensaje explica cómo deshacerlo.',
    },
    EXPORT_REQUESTED: {
      subject: 'Se ha pedido un archivo con tus datos',
      fact: 'Alguien con la sesión de la cuenta {username} iniciada ha pedido un archivo con todo lo que guardamos sobre ella. Lo encontrarás en los ajustes cuando esté listo.',
    },
  },
};
