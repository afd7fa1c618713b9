import CustomerBackorders

extension NoticeWords {
    static let spanish = NoticeWords(
        months: ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        dateOrder: { "\($0) de \($1) de \($2)" },
        subject: "Su pedido", greeting: "Buenos días:",
        headline: [
            .new: "gracias por su pedido. Un artículo no está disponible en este momento y queremos decirle con sinceridad cuándo lo estará.",
            .later: "lo sentimos: su pedido tardará más de lo que le habíamos dicho.",
            .sooner: "buenas noticias: su pedido debería llegar antes de lo que le habíamos dicho.",
            .atRisk: "seguimos esperando su pedido para el día indicado, pero ya no es seguro.",
            .indefinite: "lo sentimos: por ahora no podemos indicar una fecha para su pedido.",
        ],
        sure: "Esperamos enviarlo como tarde el {date}: nueve de cada diez pedidos como el suyo salen para entonces. Puede que sea antes; la mitad sale para el {likely_date}.",
        noDate: "Estamos en contacto con nuestros proveedores y le escribiremos en cuanto sepamos una fecha. Puede cancelar en cualquier momento antes del envío.",
        asked: "Usted decide cómo seguir, sin coste:", ordered: "Pedido el",
        wait: "esperar: lo enviamos en cuanto llegue", part: "recibir ahora lo que hay y el resto más tarde", substitute: "elegir otro artículo en su lugar",
        cancel: "cancelar: le devolvemos todo su dinero sin demora",
        consent: "Le rogamos que responda: sin su conformidad cancelamos el pedido y le devolvemos el importe.",
        agree: "Díganos, por favor, si está de acuerdo con la nueva fecha. También puede cancelar de inmediato y sin coste.",
        noConsent: "Si no recibimos respuesta, mantenemos su pedido y lo enviamos en cuanto podamos.",
        reason: "El motivo: {reason}.",
        reasons: [
            .data: "una diferencia entre nuestros registros y el estante", .decision: "nuestra planificación de existencias",
            .supplierLate: "una entrega más tardía de lo anunciado", .supplierShort: "una entrega incompleta", .capacity: "una producción limitada",
            .demandSpike: "muchos más pedidos de los previstos", .forecast: "muchos más pedidos de los previstos",
            .leadTime: "plazos de entrega más largos", .expected: "más pedidos que existencias",
        ],
        closing: "Gracias por su paciencia.")

    static let polish = NoticeWords(
        months: ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"],
        dateOrder: { "\($0) \($1) \($2) r." },
        subject: "Twoje zamówienie", greeting: "Dzień dobry,",
        headline: [
            .new: "dziękujemy za zamówienie. Części towaru nie mamy w tej chwili w magazynie i chcemy uczciwie powiedzieć, kiedy będzie.",
            .later: "przepraszamy: realizacja zamówienia potrwa dłużej, niż zapowiadaliśmy.",
            .sooner: "dobra wiadomość: zamówienie powinno dotrzeć wcześniej, niż zapowiadaliśmy.",
            .atRisk: "nadal spodziewamy się zamówienia w podanym dniu, ale nie jest to już pewne.",
            .indefinite: "przepraszamy: w tej chwili nie możemy podać terminu realizacji zamówienia.",
        ],
        sure: "Spodziewamy się wysłać je najpóźniej {date}: dziewięć na dziesięć takich zamówień wychodzi do tego dnia. Może to być wcześniej; połowa wychodzi do {likely_date}.",
        noDate: "Jesteśmy w kontakcie z dostawcami i napiszemy, gdy tylko poznamy termin. Do chwili wysyłki zamówienie można w każdej chwili anulować.",
        asked: "To Państwo decydują, co dalej, bez żadnych kosztów:", ordered: "Zamówiono",
        wait: "poczekać: wyślemy towar, gdy tylko dotrze", part: "otrzymać teraz to, co jest, a resztę później", substitute: "wybrać w zamian coś innego",
        cancel: "anulować: niezwłocznie zwrócimy całą kwotę",
        consent: "Prosimy o odpowiedź: bez Państwa zgody anulujemy zamówienie i zwrócimy zapłaconą kwotę.",
        agree: "Prosimy o informację, czy nowy termin Państwu odpowiada. Można też od razu i bezpłatnie zrezygnować.",
        noConsent: "Jeśli nie otrzymamy odpowiedzi, zachowamy zamówienie i wyślemy je, gdy tylko będzie to możliwe.",
        reason: "Powód: {reason}.",
        reasons: [
            .data: "różnica między ewidencją a stanem na półce", .decision: "sposób, w jaki zaplanowaliśmy zapasy",
            .supplierLate: "dostawa późniejsza, niż zapowiadano", .supplierShort: "niepełna dostawa", .capacity: "ograniczona produkcja",
            .demandSpike: "znacznie więcej zamówień, niż się spodziewaliśmy", .forecast: "znacznie więcej zamówień, niż się spodziewaliśmy",
            .leadTime: "dłuższe terminy dostaw", .expected: "więcej zamówień niż towaru w magazynie",
        ],
        closing: "Dziękujemy za cierpliwość.")
}
