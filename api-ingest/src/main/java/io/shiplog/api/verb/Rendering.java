package io.shiplog.api.verb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.api.read.Stored;
import io.shiplog.api.read.WireJson;
import io.shiplog.api.request.Accept;
import io.shiplog.api.request.Representation;
import io.shiplog.api.table.TableOptions;
import io.shiplog.api.table.Tables;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Objects and lists in the form that a request accepts: JSON, YAML, a Table, or metadata alone. */
final class Rendering {

    private static final YAMLMapper YAML = new YAMLMapper();
    /** About what a pod takes. */
    private static final long LIKELY_BYTES = 1024;

    private static final String META = "meta.k8s.io/v1";

    private final Kind kind;
    private final GroupVersion as;
    private final Representation form;
    private final TableOptions.Include include;
    private final Supplier<Instant> clock;
    private final Look lasting;

    private Rendering(
            Kind kind, GroupVersion as, Representation form, TableOptions.Include include, Supplier<Instant> clock) {
        this.kind = kind;
        this.as = as;
        this.form = form;
        this.include = include;
        this.clock = clock;
        // A watch has no YAML: it gets JSON.
        this.lasting = new Look(form == Representation.YAML ? Representation.JSON : form, as, include, 0);
    }

    /** Reads the request's Accept header. Throws StatusException 406 or 400. */
    static Rendering of(Call call) {
        return new Rendering(
                call.request().kind(),
                call.request().asked(),
                Accept.ofResource(call.header().apply("Accept")),
                TableOptions.include(call.parameter("includeObject")),
                call.clock());
    }

    Representation form() {
        return form;
    }

    /** An object as a whole answer. */
    Answer object(int code, Stored stored, List<String> warnings) {
        return new Answer.Whole(code, form.contentType(), bytes(stored), warnings);
    }

    /** A tree that is no stored object (Scale, a review): tables are not made of it. */
    Answer tree(int code, ObjectNode tree, List<String> warnings) {
        return new Answer.Whole(
                code, form.contentType(), form == Representation.YAML ? yaml(tree) : Json.bytes(tree), warnings);
    }

    private byte[] bytes(Stored stored) {
        return switch (form) {
            case TABLE -> Json.bytes(table(List.of(stored), TableOptions.DEFAULT, Long.toString(stored.offset())));
            case PARTIAL_METADATA -> Json.bytes(metadata(stored));
            case YAML -> yaml(WireJson.tree(kind, as, stored));
            default -> WireJson.bytes(kind, as, stored);
        };
    }

    /**
     * A list.
     *
     * @param metadata of the list: resourceVersion, continue, remainingItemCount
     */
    Answer list(List<Stored> items, ObjectNode metadata) {
        return switch (form) {
            case TABLE -> {
                ObjectNode table = table(items, TableOptions.DEFAULT, "");
                table.set("metadata", metadata);
                yield whole(Json.bytes(table));
            }
            case PARTIAL_METADATA -> whole(Json.bytes(metadataList(items, metadata)));
            case YAML -> {
                ByteArrayOutputStream json = new ByteArrayOutputStream();
                plainList(items, metadata, json);
                yield whole(yaml(Json.parse(json.toByteArray())));
            }
            default -> {
                PieceStream out = new PieceStream(items.size() * LIKELY_BYTES + LIKELY_BYTES);
                plainList(items, metadata, out);
                List<byte[]> pieces = out.pieces();
                yield pieces.size() == 1 ? whole(pieces.get(0)) : new Answer.Pieces(form.contentType(), pieces);
            }
        };
    }

    private Answer whole(byte[] body) {
        return new Answer.Whole(200, form.contentType(), body, List.of());
    }

    private void plainList(List<Stored> items, ObjectNode metadata, OutputStream out) {
        try {
            writePlainList(items, metadata, out);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes what is written", e);
        }
    }

    private void writePlainList(List<Stored> items, ObjectNode metadata, OutputStream out) throws IOException {
        ObjectNode head = Json.object().put("kind", kind.kind() + "List").put("apiVersion", as.apiVersion());
        head.set("metadata", metadata);
        byte[] start = Json.bytes(head);
        out.write(start, 0, start.length - 1);
        out.write(",\"items\":[".getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (Stored item : items) {
            if (!first) {
                out.write(',');
            }
            first = false;
            WireJson.write(kind, as, item, out);
        }
        out.write("]}".getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode metadataList(List<Stored> items, ObjectNode metadata) {
        ObjectNode out = Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", META);
        out.set("metadata", metadata);
        var array = out.putArray("items");
        items.forEach(item -> array.add(metadata(item)));
        return out;
    }

    /** PartialObjectMetadata of an object. */
    private ObjectNode metadata(Stored stored) {
        ObjectNode out = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", META);
        JsonNode metadata = WireJson.tree(kind, kind.served().get(0), stored).get("metadata");
        out.set("metadata", metadata == null ? Json.object() : metadata);
        return out;
    }

    private ObjectNode table(List<Stored> items, TableOptions columns, String version) {
        TableOptions options = new TableOptions(include, columns.columnDefinitions());
        GroupVersion shown =
                include == TableOptions.Include.OBJECT ? as : kind.served().get(0);
        // One tree at a time: a table of ten thousand pods never holds ten thousand parsed pods.
        Iterable<ObjectNode> trees = () -> {
            Iterator<Stored> each = items.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public ObjectNode next() {
                    return WireJson.tree(kind, shown, each.next());
                }
            };
        };
        ObjectNode table = Tables.table(kind, trees, clock.get(), options);
        if (!version.isEmpty()) {
            Json.ensure(table, "metadata").put("resourceVersion", version);
        }
        return table;
    }

    /** The object of a watch event. Only the first event of a Table watch defines the columns. */
    byte[] eventObject(Stored stored, boolean first) {
        if (form == Representation.TABLE) {
            TableOptions columns = first ? TableOptions.DEFAULT : TableOptions.DEFAULT.withoutColumns();
            return Json.bytes(table(List.of(stored), columns, Long.toString(stored.offset())));
        }
        return form == Representation.PARTIAL_METADATA
                ? Json.bytes(metadata(stored))
                : WireJson.bytes(kind, as, stored);
    }

    /**
     * What later events of this watch look like: equal for watches of one kind whose frames are the same bytes.
     *
     * @param second of which ages are, where there are ages
     */
    record Look(Representation form, GroupVersion as, TableOptions.Include include, long second) {}

    /** How an event looks now that is not the watch's first. */
    Look look() {
        return form == Representation.TABLE
                ? new Look(form, as, include, clock.get().getEpochSecond())
                : lasting;
    }

    /** The object of a bookmark. */
    byte[] bookmark(long version, boolean initialEventsEnd, boolean first) {
        ObjectNode out;
        if (form == Representation.TABLE) {
            out = table(List.of(), first ? TableOptions.DEFAULT : TableOptions.DEFAULT.withoutColumns(), "");
        } else if (form == Representation.PARTIAL_METADATA) {
            out = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", META);
        } else {
            out = Json.object().put("kind", kind.kind()).put("apiVersion", as.apiVersion());
        }
        ObjectNode metadata = Json.ensure(out, "metadata");
        metadata.put("resourceVersion", Long.toString(version));
        metadata.putNull("creationTimestamp");
        if (initialEventsEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return Json.bytes(out);
    }

    private static byte[] yaml(ObjectNode tree) {
        try {
            return YAML.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
