import CustomerBackorders

extension NoticeWords {
    static let spanish = NoticeWords(
        months: ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        dateOrder: { "\($0) de \($1) de \($2)" },
        subject: "Su pedido", greeting: "Buenos días:",
        headline: [
            .new: "Gracias por su pedido. Una parte no está disponible en este momento y queremos decirle con sinceridad cuándo lo estará.",
            .later: "Lo sentimos: su pedido tardará más de lo que le habíamos dicho.",
            .sooner: "Buenas noticias: su pedido debería llegar antes de lo que le habíamos dicho.",
            .atRisk: "Su pedido podría llegar uno o dos días más tarde de lo que le habíamos dicho.",
            .indefinite: "Lo sentimos: por ahora no podemos darle una fecha para su pedido.",
        ],
        newAfterLong: "Sentimos que todavía esté esperando su pedido. Una parte no está disponible y queremos decirle con sinceridad cuándo lo estará.",
        told: "La fecha que le habíamos dado era el {old_date}.",
        sure: "Esperamos enviarlo a más tardar el {date}: nueve de cada diez pedidos como el suyo ya han salido en esa fecha.",
        sooner: "Puede que sea antes: la mitad sale a más tardar el {likely_date}.",
        noDate: "Le escribiremos en cuanto sepamos una fecha. Puede cancelar en cualquier momento antes del envío.",
        asked: "Usted decide cómo seguir, sin ningún coste:", ordered: "Pedido el {day}:",
        wait: "esperar: le enviamos el pedido en cuanto esté completo", part: "recibirlo por partes: cada una en cuanto esté disponible", substitute: "aceptar otro artículo en su lugar",
        cancel: "cancelar: le reembolsamos sin demora todo lo que ha pagado",
        consent: "Le rogamos que responda: sin su conformidad cancelaremos el pedido y le reembolsaremos todo lo que ha pagado.",
        agree: "Díganos, por favor, si está de acuerdo. También puede cancelar de inmediato y sin coste.",
        noConsent: "Si no recibimos respuesta, mantenemos su pedido y lo enviamos en cuanto podamos.",
        reason: "El motivo: {reason}.",
        reasons: [
            .data: "una diferencia entre las existencias registradas y las reales", .decision: "nuestra planificación de existencias",
            .supplierLate: "una entrega más tardía de lo anunciado", .supplierShort: "una entrega incompleta", .capacity: "un suministro limitado",
            .demandSpike: "muchos más pedidos de golpe de los previstos", .forecast: "más pedidos de los previstos",
            .leadTime: "plazos de entrega más largos", .expected: "más pedidos que existencias",
        ],
        closing: "Gracias por su paciencia.")

    static let polish = NoticeWords(
        months: ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"],
        dateOrder: { "\($0) \($1) \($2) r." },
        subject: "Państwa zamówienie", greeting: "Dzień dobry,",
        headline: [
            .new: "dziękujemy za zamówienie. Części zamówionych towarów nie mamy w tej chwili w magazynie i chcemy uczciwie powiedzieć, kiedy będą dostępne.",
            .later: "przepraszamy: realizacja zamówienia potrwa dłużej, niż zapowiadaliśmy.",
            .sooner: "dobra wiadomość: zamówienie powinno dotrzeć wcześniej, niż zapowiadaliśmy.",
            .atRisk: "zamówienie może dotrzeć o dzień lub dwa później, niż zapowiadaliśmy.",
            .indefinite: "przepraszamy: w tej chwili nie możemy podać terminu realizacji zamówienia.",
        ],
        newAfterLong: "przepraszamy, że nadal czekają Państwo na zamówienie. Części zamówionych towarów nie mamy w magazynie i chcemy uczciwie powiedzieć, kiedy będą dostępne.",
        told: "Podany wcześniej termin: {old_date}.",
        sure: "Spodziewamy się wysłać zamówienie najpóźniej {date}: dziewięć na dziesięć takich zamówień wysyłamy do tego dnia.",
        sooner: "Może to nastąpić wcześniej: połowę wysyłamy do {likely_date}.",
        noDate: "Napiszemy, gdy tylko poznamy termin. Do chwili wysyłki zamówienie można w każdej chwili anulować.",
        asked: "To Państwo decydują, co dalej, bez żadnych kosztów:", ordered: "Zamówiono {day}:",
        wait: "poczekać: wyślemy zamówienie, gdy tylko będzie kompletne", part: "otrzymać zamówienie w częściach: każdą, gdy tylko będzie dostępna", substitute: "wziąć w zamian inny towar",
        cancel: "anulować: niezwłocznie zwrócimy całą zapłaconą kwotę",
        consent: "Prosimy o odpowiedź: bez Państwa zgody anulujemy zamówienie i zwrócimy całą zapłaconą kwotę.",
        agree: "Prosimy o informację, czy wyrażają Państwo na to zgodę. Można też od razu i bezpłatnie zrezygnować.",
        noConsent: "Jeśli nie otrzymamy odpowiedzi, zachowamy zamówienie i wyślemy je, gdy tylko będzie to możliwe.",
        reason: "Powód: {reason}.",
        reasons: [
            .data: "różnica między ewidencją a rzeczywistym stanem magazynu", .decision: "sposób, w jaki zaplanowaliśmy zapasy",
            .supplierLate: "dostawa późniejsza, niż zapowiadano", .supplierShort: "niepełna dostawa", .capacity: "ograniczone dostawy",
            .demandSpike: "nagły wzrost liczby zamówień", .forecast: "więcej zamówień, niż się spodziewaliśmy",
            .leadTime: "dłuższe terminy dostaw", .expected: "więcej zamówień niż towaru w magazynie",
        ],
        closing: "Dziękujemy za cierpliwość.")
}
