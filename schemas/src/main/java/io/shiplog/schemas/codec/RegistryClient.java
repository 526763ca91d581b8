package io.shiplog.schemas.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Schema ids from a registry that speaks Confluent's REST protocol; answers are kept for ever, since they never
 * change. A
 * registry that is not up yet is tried again for {@link #PATIENCE}.
 *
 * <p>Settings, named as Confluent's serializers name them: schema.registry.url (one or several, separated by commas,
 * each
 * with any path), basic.auth.credentials.source (URL or USER_INFO), basic.auth.user.info (user:password),
 * bearer.auth.token, auto.register.schemas (true).
 */
public final class RegistryClient implements SchemaIds {

    /** How long a registry may take to come up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration ONE_TRY = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final List<URI> bases;
    private final String authorization;
    private final boolean register;
    private final Duration patience;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ONE_TRY).build();
    private final Map<String, Map<Schema, Integer>> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    /** A client with these settings. Throws IllegalArgumentException when schema.registry.url is missing or no URL. */
    public RegistryClient(Map<String, String> settings) {
        this(settings, PATIENCE);
    }

    RegistryClient(Map<String, String> settings, Duration patience) {
        String urls = settings.getOrDefault("schema.registry.url", "");
        this.bases = Stream.of(urls.split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(RegistryClient::base)
                .toList();
        if (bases.isEmpty()) {
            throw new IllegalArgumentException("schema.registry.url is not set");
        }
        this.authorization = authorization(settings, bases.get(0));
        this.register = Boolean.parseBoolean(settings.getOrDefault("auto.register.schemas", "true"));
        this.patience = patience;
    }

    @Override
    public int id(String subject, Schema schema) {
        Map<Schema, Integer> known = ids.computeIfAbsent(subject, s -> new ConcurrentHashMap<>());
        Integer cached = known.get(schema);
        if (cached != null) {
            return cached;
        }
        String path = "subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + (register ? "/versions" : "");
        ObjectNode body = Json.object().put("schema", schema.toString());
        ObjectNode answer = ask(path, body);
        if (answer == null) {
            throw new IllegalStateException("the schema of subject " + subject
                    + " is not in the registry, and auto.register.schemas is false: register it first");
        }
        int id = (int) Json.longAt(answer, -1, "id");
        known.put(schema, id);
        schemas.putIfAbsent(id, schema);
        return id;
    }

    @Override
    public Schema schema(int id) {
        Schema cached = schemas.get(id);
        if (cached != null) {
            return cached;
        }
        ObjectNode answer = ask("schemas/ids/" + id, null);
        if (answer == null) {
            throw new UndecodableRecordException("the schema registry knows no schema with the id " + id);
        }
        try {
            Schema schema = new Schema.Parser().parse(Json.textAt(answer, "schema"));
            schemas.put(id, schema);
            return schema;
        } catch (RuntimeException e) {
            throw new UndecodableRecordException("schema " + id + " of the registry is no Avro schema", e);
        }
    }

    /** The answer's body; null for 404. Tries every base URL, again and again while none answers. */
    private @Nullable ObjectNode ask(String path, @Nullable JsonNode body) {
        long giveUp = System.nanoTime() + patience.toNanos();
        String problem = "";
        do {
            for (URI base : bases) {
                try {
                    HttpResponse<byte[]> answer =
                            http.send(request(base.resolve(path), body), HttpResponse.BodyHandlers.ofByteArray());
                    if (answer.statusCode() / 100 == 2) {
                        return Json.parse(answer.body());
                    }
                    if (answer.statusCode() == 404) {
                        return null;
                    }
                    problem = "answered " + answer.statusCode() + " " + text(answer.body());
                    if (answer.statusCode() < 500) {
                        throw new IllegalStateException("schema registry " + base + " " + problem);
                    }
                } catch (IOException e) {
                    problem = "does not answer: " + (e.getMessage() == null ? e : e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while asking the schema registry", e);
                }
            }
            pause();
        } while (System.nanoTime() < giveUp);
        throw new IllegalStateException("schema registry " + bases.get(0) + " " + problem
                + ": start it, or correct the setting schema.registry.url");
    }

    private HttpRequest request(URI uri, @Nullable JsonNode body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(ONE_TRY).header("Accept", MEDIA_TYPE);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (body != null) {
            request.header("Content-Type", MEDIA_TYPE).POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        }
        return request.build();
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the schema registry", e);
        }
    }

    /** A base ends with a slash, so that paths are resolved under it and not beside it. */
    private static URI base(String url) {
        URI uri = URI.create(url.endsWith("/") ? url : url + "/");
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("schema.registry.url: not a URL: " + url);
        }
        return uri;
    }

    private static String authorization(Map<String, String> settings, URI base) {
        String token = settings.getOrDefault("bearer.auth.token", "");
        if (!token.isEmpty()) {
            return "Bearer " + token;
        }
        String source = settings.getOrDefault("basic.auth.credentials.source", "URL");
        String user =
                source.equals("USER_INFO") ? settings.getOrDefault("basic.auth.user.info", "") : base.getUserInfo();
        return user == null || user.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).strip();
    }
}
