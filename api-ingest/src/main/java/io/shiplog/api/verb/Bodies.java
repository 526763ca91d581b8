package io.shiplog.api.verb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.api.proto.ProtobufBody;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Target;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.ContentTypes;
import io.shiplog.api.request.WriteOptions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Request bodies as trees, and what belongs to every write. */
final class Bodies {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Bodies() {}

    /** The body as a JSON tree, from JSON, YAML or protobuf. Throws StatusException 400 or 415. */
    static ObjectNode tree(Call call) {
        byte[] body = call.body();
        if (ProtobufBody.isProtobuf(body)) {
            return ProtobufBody.decode(body);
        }
        try {
            return switch (ContentTypes.body(call.header().apply("Content-Type"))) {
                case PROTOBUF -> ProtobufBody.decode(body);
                case JSON -> Json.parse(body);
                case YAML -> yaml(body);
            };
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("the object provided is unrecognized: " + e.getMessage());
        }
    }

    private static ObjectNode yaml(byte[] body) {
        try {
            JsonNode tree = YAML.readTree(body);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("not a YAML mapping");
    }

    /**
     * An object of the kind that the path names; what the body leaves out of kind and apiVersion comes from the path.
     */
    static ObjectNode object(Call call) {
        ApiRequest.Resource request = call.request();
        ObjectNode sent = tree(call);
        String kind = request.kind().kind();
        String apiVersion = request.asked().apiVersion();
        requireSame(
                Json.textAt(sent, "apiVersion"),
                apiVersion,
                "the API version in the data (%s) does not match the expected API version (%s)");
        requireSame(Json.textAt(sent, "kind"), kind, "the kind in the data (%s) does not match the expected kind (%s)");
        sent.put("kind", kind).put("apiVersion", apiVersion);
        String namespace = Json.textAt(sent, "metadata", "namespace");
        if (request.kind().namespaced() && !namespace.isEmpty() && !namespace.equals(request.namespace())) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return Json.canonical(sent);
    }

    private static void requireSame(String given, String expected, String message) {
        if (!given.isEmpty() && !given.equals(expected)) {
            throw StatusException.badRequest(String.format(Locale.ROOT, message, given, expected));
        }
    }

    /** Takes metadata.resourceVersion out of a tree and gives it, or the empty string. */
    static String takeVersion(ObjectNode tree) {
        JsonNode metadata = tree.get("metadata");
        JsonNode taken = metadata instanceof ObjectNode object ? object.remove("resourceVersion") : null;
        return taken == null || taken.isNull() ? "" : taken.asText();
    }

    /** The object that the path names. */
    static Target target(Call call) {
        ApiRequest.Resource request = call.request();
        return new Target(request.kind(), request.asked(), request.namespace(), request.name());
    }

    static Ask ask(Call call) {
        WriteOptions options = WriteOptions.parse(call.query(), call.header().apply("User-Agent"));
        return ask(call, options.dryRun());
    }

    static Ask ask(Call call, boolean dryRun) {
        String agent = text(call.header().apply("User-Agent"));
        WriteOptions options = WriteOptions.parse(call.query(), agent);
        String validation = options.fieldValidation().name();
        String word = validation.charAt(0) + validation.substring(1).toLowerCase(Locale.ROOT);
        return new Ask(call.user().name(), dryRun, options.fieldManager(), word, agent);
    }

    private static String text(@Nullable String header) {
        return header == null ? "" : header;
    }
}
