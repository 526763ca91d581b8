package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Objects as the meta.k8s.io/v1 Table that {@code kubectl get} prints. All columns are always sent, wide ones with
 * priority
 * 1: the client drops what it does not show.
 */
public final class Tables {

    private static final Map<String, Printer> PRINTERS = new HashMap<>();

    /** For kinds without a printer of their own. */
    private static final Printer PLAIN = Printer.named().createdAt();

    static {
        PRINTERS.putAll(WorkloadPrinters.all());
        PRINTERS.putAll(NetworkPrinters.all());
        PRINTERS.putAll(ClusterPrinters.all());
        PRINTERS.putAll(StoragePrinters.all());
        PRINTERS.putAll(AccessPrinters.all());
    }

    private Tables() {}

    /**
     * One row for each object (in its stored form), in their order. {@code metadata} of the Table is empty: the
     * caller puts
     * resourceVersion (of the list, or of the single object), continue and remainingItemCount into it.
     */
    public static ObjectNode table(Kind kind, Iterable<ObjectNode> objects, Instant now, TableOptions options) {
        return table(kind.kind(), objects, now, options);
    }

    /** As {@link #table(Kind, Iterable, Instant, TableOptions)} for what is no Kind, such as Scale and Status. */
    public static ObjectNode table(String kind, Iterable<ObjectNode> objects, Instant now, TableOptions options) {
        Printer printer = PRINTERS.getOrDefault(kind, PLAIN);
        ObjectNode out = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        out.putObject("metadata");
        if (options.columnDefinitions()) {
            ArrayNode definitions = out.putArray("columnDefinitions");
            printer.columns().forEach(column -> definitions.add(definition(column)));
        }
        ArrayNode rows = out.putArray("rows");
        for (ObjectNode object : objects) {
            rows.add(row(kind, printer, object, now, options.include()));
        }
        return out;
    }

    /** The columns of a kind, wide ones included, in their order. */
    public static List<Column> columns(Kind kind) {
        return columns(kind.kind());
    }

    /** As {@link #columns(Kind)}, by the word of the kind. */
    public static List<Column> columns(String kind) {
        return PRINTERS.getOrDefault(kind, PLAIN).columns();
    }

    /** PartialObjectMetadata of an object: its metadata and nothing else. */
    public static ObjectNode partialMetadata(ObjectNode object) {
        ObjectNode out = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        JsonNode metadata = object.get("metadata");
        out.set("metadata", metadata == null ? Json.object() : metadata);
        return out;
    }

    private static ObjectNode definition(Column column) {
        return Json.object()
                .put("name", column.name())
                .put("type", column.type())
                .put("format", column.format())
                .put("description", column.description())
                .put("priority", column.priority());
    }

    private static ObjectNode row(
            String kind, Printer printer, ObjectNode object, Instant now, TableOptions.Include include) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        printer.cells().forEach(cell -> cells.add(cell.of(object, now)));
        String phase = Json.textAt(object, "status", "phase");
        if (kind.equals("Pod") && Set.of("Succeeded", "Failed").contains(phase)) {
            row.putArray("conditions").add(completed(phase));
        }
        switch (include) {
            case METADATA -> row.set("object", partialMetadata(object));
            case OBJECT -> row.set("object", object);
            case NONE -> {
                // The client wants no object; labels and namespace columns stay empty then.
            }
        }
        return row;
    }

    private static ObjectNode completed(String phase) {
        String message = phase.equals("Succeeded") ? "The pod has completed successfully." : "The pod failed.";
        return Json.object()
                .put("type", "Completed")
                .put("status", "True")
                .put("reason", phase)
                .put("message", message);
    }
}
