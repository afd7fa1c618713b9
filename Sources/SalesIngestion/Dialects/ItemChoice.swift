import DemandModel

/// Which column is the item, where several could be, and what stands for a blank code.
struct ItemChoice {
    /// -1: nothing.
    var fallback = -1
    var variation = -1
    var remarks: [String] = []
}

/// Names of columns that could be the item, by what they hold.
enum ItemNames {
    /// Codes a shop gives its goods.
    static let codes = [
        "sku", "StockCode", "stock_code", "item_sku", "product_sku", "variant_sku", "Lineitem sku", "merchant_sku", "seller_sku", "custom_label", "custom_label_(sku)", "inventory_item_code", "item_code", "item_number", "item_no", "item_num", "product_code",
        "product_number", "product_no", "article_number", "article_code", "article_no", "part_number", "part_no", "material", "material_number", "material_no", "internal_reference", "default_code",
        "artikelnummer", "artikelnr", "art_nr", "artnr", "artikelcode", "materialnummer", "produktnummer", "produktcode", "warencode", "interne_referenz", "artikelnr.",
        "reference_article", "code_article", "article_ref", "ref_article", "code_produit", "reference_produit", "reference_interne", "ref_produit",
        "codigo_de_producto", "codigo_producto", "codigo_articulo", "codigo_de_articulo", "referencia_interna", "codice_articolo", "cod_articolo", "codice_prodotto", "riferimento_interno",
        "productcode", "productnummer", "artikelnummer", "codigo_do_produto", "varenummer", "varenr", "artikelnummer", "kod_produktu", "kod_towaru", "symbol", "indeks", "symbol_towaru",
        "商品番号", "商品コード", "品番", "商品编码", "商家编码", "货号", "상품코드", "품목코드", "품번", "kod_zbozi", "katalogove_cislo", "kod", "tuotekoodi", "tuotenumero", "stok_kodu", "urun_kodu", "cikkszam", "cod_produs", "style_number", "style_no", "style_code",
        "артикул", "код_товара", "код", "κωδικός", "κωδικός_προϊόντος", "sku_code", "item_product_code", "jan", "item_id", "product_id", "sku_id", "variant_id", "menu_item_id", "menu_item_code", "plu", "plu_code", "plu_nr",
    ]
    static let barcodes = ["barcode", "ean", "ean13", "ean_code", "gtin", "upc", "isbn", "strichcode", "code_barres", "codigo_de_barras", "codice_a_barre", "streepjescode", "kod_kreskowy"]
    /// Names that some systems use for a code and others for a name.
    static let plain = ["item", "menu_item", "product", "article", "artikel", "produit", "producto", "articulo", "prodotto", "articolo", "produkt", "produto", "towar", "vare", "tuote", "urun", "товар", "style", "商品"]
    static let names = [
        "product_name", "item_name", "article_name", "Lineitem name", "artikelbezeichnung", "produktname", "artikelname", "bezeichnung", "materialkurztext", "nom_du_produit", "nom_produit", "nombre_del_producto",
        "nombre_producto", "nome_prodotto", "productnaam", "nome_do_produto", "nazwa_towaru", "nazwa_produktu", "nazwa", "produktnavn", "varenavn", "artikelnamn", "品名", "商品名", "商品名称", "상품명", "номенклатура", "наименование", "nazev", "nazev_produktu", "tuotenimi", "urun_adi", "title", "product_title", "item_title",
        "description", "item_description", "product_description", "beschreibung", "designation", "descripcion", "descrizione", "omschrijving", "name", "display_name", "details",
    ]
    static let variations = ["variation", "variations", "variant", "variant_title", "variation_name", "Price Point Name", "option", "options", "variante", "variation_1", "size", "sku_variation"]
}

extension TableInput {
    /// A code beats a name; two codes that do not name the same things are asked for.
    ///
    /// - Throws: `twoItems`.
    func chooseItem(_ map: inout ColumnMap, options: SalesReadingOptions) throws(IngestionError) -> ItemChoice {
        var choice = ItemChoice()
        guard options.columns[.item] == nil, let found = map.indices[.item] else { return choice }
        let taken = Set(map.indices.filter { $0.key != .item }.values)
        func first(_ aliases: [String]) -> Int? {
            for alias in aliases {
                if let hit = header.columns(named: [alias]).first(where: { !taken.contains($0) && ($0 == found || !filled($0).isEmpty) }) { return hit }
            }
            return nil
        }
        if header.column(named: ["unique_id"]) == found { return choice }
        let plain = first(ItemNames.plain), name = first(ItemNames.names)
        let isNested = header.isNested && plain == found
        var code = isNested ? nil : first(ItemNames.codes) ?? first(ItemNames.barcodes)
        // A code that is mostly blank names few of the rows: the name column names them all.
        if let candidate = code, candidate != found, let plain, 10 * filled(candidate).count < filled(plain).count, !isCodeLike(candidate) { code = nil }
        if let code, let plain, code != plain {
            if isCodeLike(plain) {
                let relation = Relation(sample.map { (cell($0, plain), cell($0, code)) })
                let isBarcode = header.columns(named: ItemNames.barcodes).contains(code)
                if isBarcode || relation.isOneToOne && relation.pairs == 0 {
                    map.indices[.item] = plain
                } else if relation.firstIsFiner, !relation.secondIsFiner {
                    throw .twoItems(file: file, columns: [header.names[plain], header.names[code]], example: relation.example)
                } else {
                    map.indices[.item] = code
                    choice.remarks.append("item is \(header.names[code]) and not \(header.names[plain]); --column item=NAME names another")
                }
            } else {
                map.indices[.item] = code
                choice.fallback = plain
                choice.remarks.append("item is the code in \(header.names[code]) and not the name in \(header.names[plain])")
            }
        } else if let code, plain == nil {
            map.indices[.item] = code
        }
        let item = map.indices[.item] ?? found
        // What has no code goes by its name; a blank name is a blank name.
        guard let code, code == item else { return choice }
        if choice.fallback < 0, let name, name != item { choice.fallback = name }
        if choice.fallback < 0, let plain, plain != item { choice.fallback = plain }
        if choice.fallback >= 0, let variation = first(ItemNames.variations), variation != item, variation != choice.fallback { choice.variation = variation }
        let blank = sample.filter { cell($0, item).isEmpty && choice.fallback >= 0 && !cell($0, choice.fallback).isEmpty }.count
        if blank > 0 {
            choice.remarks.append("rows without a code (\(header.names[item])) go by their name (\(header.names[choice.fallback])"
                + (choice.variation >= 0 ? " and \(header.names[choice.variation])" : "") + ")")
        }
        // The name is used for blank codes only: no second meaning is claimed for it.
        return choice
    }

    private func cell(_ row: [String], _ column: Int) -> String { column < row.count ? row[column].trimmedOfSpaces : "" }

    private func filled(_ column: Int) -> [String] { sampleColumn(column).filter { !$0.isEmpty } }

    /// Most cells are codes: one word with a digit, or of capital letters.
    private func isCodeLike(_ column: Int) -> Bool {
        let cells = filled(column)
        guard !cells.isEmpty else { return false }
        let codes = cells.filter { cell in
            cell.utf8.count <= 40 && !cell.contains(" ") && (cell.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } || cell == cell.uppercased() && cell.utf8.count <= 20)
        }
        return 5 * codes.count >= 4 * cells.count
    }

    /// How the values of two columns belong together.
    private struct Relation {
        /// Values of the one that stand beside several of the other.
        var firstIsFiner = false, secondIsFiner = false
        var pairs = 0
        var example = ""
        var isOneToOne: Bool { !firstIsFiner && !secondIsFiner }

        init(_ cells: [(String, String)]) {
            var ones: [String: Set<String>] = [:], others: [String: Set<String>] = [:]
            for (one, other) in cells where !one.isEmpty && !other.isEmpty {
                ones[one, default: []].insert(other)
                others[other, default: []].insert(one)
                pairs += 1
            }
            secondIsFiner = ones.contains { $0.value.count > 1 }
            if let split = others.filter({ $0.value.count > 1 }).min(by: { bytesPrecede($0.key, $1.key) }) {
                firstIsFiner = true
                example = "\(split.key) stands for " + split.value.sorted(by: bytesPrecede).prefix(2).joined(separator: " and ")
            }
        }
    }
}
