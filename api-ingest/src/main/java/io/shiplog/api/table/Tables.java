package io.shiplog.api.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import java.time.Instant;
import java.util.List;

/** Objects as the meta.k8s.io/v1 Table that {@code kubectl get} prints. */
public final class Tables {

    private Tables() {}

    /**
     * One row for each object, in their order. {@code metadata} of the Table is empty: the caller puts resourceVersion (of the
     * list, or of the single object), continue and remainingItemCount into it.
     */
    public static ObjectNode table(Kind kind, Iterable<ObjectNode> objects, Instant now, TableOptions options) {
        ObjectNode out = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        out.putObject("metadata");
        out.putArray("rows");
        return out;
    }

    /** The columns of a kind, wide ones included, in their order. */
    public static List<Column> columns(Kind kind) {
        return List.of();
    }
}
