extension SalesColumn {
    /// Names this column goes by, English first, then German, French, Spanish, Italian, Dutch, Portuguese, Scandinavian and Polish; matched without
    /// regard to case, spaces, `_`, `-`, dots and accents. Of several that a header has, the first counts; codes of items come before their names.
    var aliases: [String] {
        switch self {
        case .date:
            ["date", "ds", "order_date", "InvoiceDate", "invoice_date", "sale_date", "sales_date", "transaction_date", "day", "timestamp",
             "datetime", "date/time", "created_at", "posting_date", "purchase_date", "date_ordered", "ordered_at", "business_date", "document_date",
             "creation_date", "week", "month", "period", "iso_week", "year_month", "year_week",
             "datum", "bestelldatum", "verkaufsdatum", "belegdatum", "auftragsdatum", "rechnungsdatum", "buchungsdatum", "umsatzdatum", "datum/uhrzeit",
             "tag", "monat", "woche", "kalenderwoche", "kw",
             "date_commande", "date_de_commande", "date_de_la_commande", "date_vente", "date_de_vente", "date_facture", "date_de_facture", "jour", "mois", "semaine",
             "fecha", "fecha_de_pedido", "fecha_pedido", "fecha_del_pedido", "fecha_de_venta", "fecha_venta", "fecha_de_factura", "fecha_factura", "dia", "mes", "semana",
             "data", "data_ordine", "data_vendita", "data_di_vendita", "data_fattura", "data_documento", "giorno", "mese", "settimana",
             "verkoopdatum", "besteldatum", "factuurdatum", "dag", "maand",
             "data_do_pedido", "data_pedido", "data_da_venda", "data_venda", "data_de_venda",
             "posted_date", "created_time", "sale_date_time", "transaction_time", "order_time", "order_placed", "order_created", "date_created", "date_sold", "sold_on", "date_paid", "paid_at", "buch.dat.", "buch.datum", "buchungsdat", "belegdat", "erstellt_am", "erstellt", "datum_der_bestellung", "auftragsdat",
             "注文日時", "注文日", "受注日", "売上日", "日付", "日時", "orderdatum", "salgsdato", "forsaljningsdatum", "fakturadatum", "ordredato", "dato", "data_zamowienia", "data_sprzedazy", "data_wystawienia", "datum_objednavky", "datum_vystaveni", "datum_kelte", "datum_van", "tilauspaiva", "datetime_local", "posting_datetime",
             "created", "line_item_date", "paivamaara", "paiva", "tarih", "siparis_tarihi", "satis_tarihi", "fatura_tarihi", "дата", "дата_заказа", "дата_продажи", "дата_документа", "ημερομηνία", "日期", "下单时间", "订单日期", "订单创建时间", "付款时间",
             "date_add", "order_creation_date", "create_time", "created_(utc)", "sent_date", "주문일", "주문일시", "주문일자", "날짜", "판매일", "data_comanda", "data_vanzare", "datum_prodeje", "ordre_dato",
             "business_day", "trading_day", "doc_date", "data_doc", "fecha_doc", "fecha_documento", "fecha_emision", "data_emissao", "data_movimento", "date_operation", "date_mouvement", "bokforingsdatum", "bogforingsdato", "bokforingsdato",
             "kassentag", "geschaftstag", "kassendatum", "invoiced_on", "sold_at", "completed_at", "processed_at"]
        case .item:
            ["item", "unique_id", "sku", "product", "lineitem_sku", "row_labels", "zeilenbeschriftungen", "etiquettes_de_lignes", "etiquetas_de_fila", "etichette_di_riga", "StockCode", "stock_code", "item_id", "item_code", "item_number", "item_no", "product_id", "product_code",
             "product_sku", "product_number", "variant_sku", "article", "article_number", "article_code", "part_number", "part_no", "material",
             "material_number", "seller_sku", "barcode", "ean", "gtin", "upc",
             "artikelnummer", "artikelnr", "artnr", "artikelcode", "artikel", "materialnummer", "produktnummer", "produktcode", "warencode",
             "reference", "ref", "reference_article", "code_article", "article_ref", "produit", "code_produit",
             "producto", "codigo_de_producto", "codigo_producto", "codigo_articulo", "codigo_de_articulo", "articulo", "referencia", "codigo",
             "codice_articolo", "cod_articolo", "codice_prodotto", "articolo", "codice", "prodotto",
             "productcode", "productnummer", "codigo_do_produto", "produto", "varenummer", "varenr", "produkt", "towar", "indeks", "kod_produktu",
             "merchant_sku", "sku_reference_no", "product_reference", "product_variant_sku", "variant_id", "symbol", "symbol_towaru", "kod_towaru", "nazwa_towaru", "nazwa_produktu", "商品番号", "商品コード", "品番", "商品名", "品名", "商品",
             "lineitem_name", "product_name", "item_name", "article_name", "product_title", "item_title", "artikelbezeichnung", "produktname", "artikelname", "nom_du_produit", "nombre_del_producto",
             "nome_prodotto", "productnaam", "nome_do_produto", "materialkurztext",
             "custom_label", "custom_label_(sku)", "inventory_item_code", "kod", "kod_zbozi", "katalogove_cislo", "tuotekoodi", "tuotenumero", "tuote", "stok_kodu", "urun_kodu", "urun", "cikkszam", "cod_produs", "артикул", "код_товара", "код", "номенклатура", "товар", "наименование", "κωδικός", "κωδικός_προϊόντος",
             "商品编码", "商家编码", "货号", "商品名称", "상품코드", "품목코드", "품번", "상품명", "item_product_code", "menu_item", "nazev", "nazev_produktu", "tuotenimi", "urun_adi", "style_number", "style_no", "style_code", "style"]
        case .location:
            ["location", "store", "warehouse", "store_id", "location_id", "site", "branch", "shop", "store_name", "outlet", "store_number", "lager", "filiale",
             "standort", "lagerort", "tienda", "almacen", "sucursal", "magasin", "entrepot", "point_de_vente", "magazzino", "negozio", "punto_vendita", "magazijn",
             "winkel", "filiaal", "loja", "armazem", "butik", "sklep", "magazyn", "werk", "plant", "店舗", "倉庫", "sklad", "prodejna", "varasto", "myymala", "depo", "magaza", "склад", "магазин", "仓库", "店铺", "창고", "매장", "depozit", "raktar"]
        case .quantity:
            ["quantity", "y", "units", "qty", "sales", "units_sold", "demand", "quantity_sold", "qty_sold", "sold_quantity", "items_sold", "net_quantity",
             "quantity_ordered", "ordered_quantity", "order_quantity", "qty_ordered", "quantity_purchased", "invoiced_quantity", "pieces", "pcs",
             "menge", "anzahl", "stueck", "stück", "stückzahl", "stk", "verkaufte_menge", "absatz", "absatzmenge", "bestellmenge", "verkaufsmenge",
             "quantite", "qte", "quantite_vendue", "quantite_commandee", "nombre",
             "cantidad", "unidades", "uds", "cantidad_vendida", "unidades_vendidas", "cantidad_pedida",
             "quantita", "qta", "q.tà", "pezzi", "quantita_venduta", "aantal", "verkocht", "verkochte_aantallen", "hoeveelheid",
             "quantidade", "qtd", "qtde", "quantidade_vendida", "antal", "antall", "maengde", "ilosc", "sztuk", "lineitem_quantity", "menge_in_erfassme", "menge_in_erfassungsme", "menge_in_bme", "qty_in_unit_of_entry",
             "product_quantity", "net_items_sold", "levererat_antal", "item_quantity", "line_quantity", "number_of_items", "shipped_quantity", "qty_shipped", "quantity_shipped", "qty_invoiced", "個数", "数量", "mnozstvi", "mennyiseg", "maara", "kpl", "pocet", "pocet_kusu", "miktar", "adet", "количество", "кол-во", "кількість", "ποσότητα", "购买数量", "商品数量", "수량", "주문수량", "판매수량", "cantitate",
             "qte_vendue", "qte_vendues", "qte_facturee", "qte_commandee", "qte_livree", "uds_vendidas", "cant_vendida", "vk_menge", "verk_menge", "qta_venduta", "aantal_verkocht", "antal_solgt", "antall_solgt", "salda_antal", "antal_salda"]
        case .price:
            ["price", "unit_price", "lineitem_price", "item_price", "UnitPrice", "sell_price", "price_per_unit", "sales_price", "selling_price", "preis", "einzelpreis", "stueckpreis",
             "stückpreis", "verkaufspreis", "vk_preis", "precio", "precio_unitario", "prix", "prix_unitaire", "pu", "prix_de_vente", "prezzo", "prezzo_unitario",
             "prijs", "stukprijs", "eenheidsprijs", "verkoopprijs", "preco", "preco_unitario", "pris", "enhetspris", "styckpris", "cena", "cena_jednostkowa", "単価", "価格", "vk_netto", "nettopreis", "netto_einzelpreis", "vk_brutto", "unit_sale_price", "sale_price", "rate", "sku_unit_original_price", "product_unit_price", "wholesale_price", "unit_amount", "цена", "fiyat", "birim_fiyat", "hinta", "price_unit", "单价", "단가"]
        case .promotion: ["promotion", "promo", "on_promotion", "onpromotion", "promoted", "aktion", "promocion", "actie"]
        case .stockout: ["stockout", "stock_out", "out_of_stock", "oos"]
        case .order:
            ["order_id", "order_number", "order", "sales_order", "order_no", "order_name", "receipt_number", "receipt_no", "bon_nr", "bonnummer", "belegnr", "beleg_nr", "transaction_id", "sale_id", "ticket_number", "document_number", "document_no", "voucher_no", "numer_zamowienia", "注文番号", "受注番号", "invoice", "InvoiceNo", "invoice_no", "invoice_number", "receipt", "bestellnummer", "auftragsnummer",
             "belegnummer", "rechnungsnummer", "pedido", "numero_de_pedido", "commande", "numero_de_commande", "numero_ordine", "ordernummer", "order_reference", "order_ref", "sales_record_number", "订单号", "订单编号", "주문번호", "номер_заказа", "siparis_no", "tilausnumero"]
        case .customer:
            ["customer", "customer_id", "Customer ID", "customer_number", "client", "kunde", "kundennummer", "kundennr", "cliente", "klant", "klantnummer", "kund", "klient"]
        case .description: ["description", "name", "title", "bezeichnung", "descripcion", "designation", "descrizione", "omschrijving", "descricao"]
        case .rowType:
            ["row_type", "line_type", "transaction_type", "event_type", "receipt_type", "record_type", "ticket_type", "voucher_type", "movement_type", "entry_type", "document_type", "doc_type", "sale_type", "invoice_type", "order_type", "type", "kind", "transaction_kind", "operation",
             "bewegungsart", "bwa", "bwart", "bew_art", "mvt", "mvt_type", "mvmt_type", "movement", "bewegung", "vorgang", "vorgangsart", "geschaftsvorfall", "type_de_piece", "type_piece", "type_de_mouvement", "nature", "tipo_de_comprobante", "tipo_de_movimiento", "tipo_movimiento", "tipo_movimento", "causale", "rodzaj", "typ_dokumentu", "取引区分", "区分",
              "belegart", "vorgangsart", "buchungsart", "typ",
             "type_de_document", "tipo_documento", "tipo_de_documento", "tipo", "soort", "position_type", "positionstyp", "movimiento", "movimento", "mouvement", "ruch", "тип", "тип_документа", "类型", "유형", "tur", "tyyppi", "typ_pohybu"]
        case .status: ["order_status", "status", "cancelation_return_type", "cancellation_return_type", "cancelation/return_type", "state", "order_state", "financial_status", "payment_status", "fulfillment_status", "fulfilment_status", "sale_status", "receipt_status", "line_status", "item_status", "order_substatus", "ステータス", "注文ステータス", "状態", "status_zamowienia", "stan", "statusas", "stav", "allapot", "tila", "bestellstatus", "auftragsstatus", "statut", "estado", "stato", "situacao", "durum", "siparis_durumu", "статус", "статус_заказа", "состояние", "κατάσταση", "状态", "订单状态", "상태", "주문상태", "stare", "order_payment_state"]
        case .unitsPerPack: ["units_per_pack", "pack_size", "units_per_unit", "uom_factor", "conversion_factor", "uom_conversion_factor", "UOM Conversion Factor (Items)", "qty_per_unit_of_measure", "qty._per_unit_of_measure", "units_per_case", "stuck_pro_packung", "stueck_pro_ve", "ve_menge", "faktor", "umrechnungsfaktor", "unites_par_colis", "unidades_por_caja", "unit_multiplier", "case_quantity", "units_in_case"]
        }
    }
}
