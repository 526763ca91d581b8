package io.shiplog.api.request;

import io.shiplog.api.discovery.VirtualKinds;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the first line of an HTTP request means: a plain path, or a verb on a resource. */
public sealed interface ApiRequest {

    /**
     * A path that names no resource: /version, /healthz, discovery documents (/api, /apis, /apis/apps, /apis/apps/v1),
     * OpenAPI and whatever else the server may know or answer 404 to.
     *
     * @param verb the method in lower case, as non-resource rules spell it
     */
    record NonResource(String verb, String path) implements ApiRequest {}

    /**
     * A verb on a resource.
     *
     * @param asked the group version of the path, which may be another than the stored one
     * @param kind row of {@link Kinds} or of {@link VirtualKinds}
     * @param namespace of the path; empty for cluster-scoped kinds and for "all namespaces"
     * @param name empty for a collection
     * @param subresource e.g. scale, or empty
     */
    record Resource(GroupVersion asked, Kind kind, String namespace, String name, String subresource, Verb verb)
            implements ApiRequest {

        /** True when the kind is never stored. */
        public boolean virtual() {
            return VirtualKinds.contains(kind);
        }

        /** Key of the object that the path names. */
        public ObjectKey key() {
            return kind.key(namespace, name);
        }

        /** "deployments" or "deployments/scale", as rules name it. */
        public String resource() {
            return subresource.isEmpty() ? kind.plural() : kind.plural() + "/" + subresource;
        }
    }

    /** Subresources that are streams or calls and not views of the object: any of GET and POST opens them. */
    Set<String> CONNECTED = Set.of("exec", "attach", "portforward");

    /** Subresources that only take a POST. */
    Set<String> POSTED = Set.of("eviction", "binding", "token");

    /**
     * Reads method, path and query. Throws StatusException: 404 when the path names a resource that is not served,
     * 405 when
     * the method does not fit the path, 400 when the path is broken.
     *
     * @param path decoded, without query
     * @param query decoded parameters; only {@code watch} and {@code fieldSelector} matter here
     * @param header value of a header by its name, or null; nothing of today's rules needs one
     */
    static ApiRequest parse(
            String method, String path, Map<String, List<String>> query, Function<String, @Nullable String> header) {
        List<String> parts =
                Stream.of(path.split("/")).filter(part -> !part.isEmpty()).toList();
        int head = headLength(parts);
        if (head == 0 || parts.size() <= head) {
            return new NonResource(method.toLowerCase(Locale.ROOT), path);
        }
        GroupVersion asked = new GroupVersion(head == 2 ? "" : parts.get(1), parts.get(head - 1));
        return resource(method, asked, parts.subList(head, parts.size()), query);
    }

    /** How many parts of the path name the group version: api/v1 is 2, apis/apps/v1 is 3, anything else 0. */
    private static int headLength(List<String> parts) {
        if (parts.size() > 1 && parts.get(0).equals("api")) {
            return 2;
        }
        return parts.size() > 2 && parts.get(0).equals("apis") ? 3 : 0;
    }

    private static Resource resource(
            String method, GroupVersion asked, List<String> rest, Map<String, List<String>> query) {
        boolean inside = insideNamespace(rest);
        List<String> parts = inside ? rest.subList(2, rest.size()) : rest;
        Kind kind = find(asked, parts.get(0));
        if (kind == null || !placed(kind, inside, parts.size())) {
            throw noSuchResource();
        }
        String name = parts.size() > 1 ? parts.get(1) : "";
        String subresource = parts.size() > 2 ? parts.get(2) : "";
        if (parts.size() > 3 || !known(kind, subresource)) {
            throw noSuchResource();
        }
        Verb verb = subresource.isEmpty()
                ? verb(method, name, QueryValues.of(query).flag("watch"))
                : verbOfSubresource(method, subresource);
        Resource out = new Resource(kind.servedAs(asked), kind, inside ? rest.get(1) : "", name, subresource, verb);
        if (!allowed(out)) {
            throw notAllowed();
        }
        return out;
    }

    /** A token can be asked for, and is refused in words of its own. */
    private static boolean known(Kind kind, String subresource) {
        return subresource.isEmpty()
                || kind.subresources().contains(subresource)
                || (kind.equals(Kinds.SERVICE_ACCOUNT) && subresource.equals("token"));
    }

    /** namespaces/x/pods is about pods of x; namespaces/x/status and /finalize about the Namespace itself. */
    private static boolean insideNamespace(List<String> parts) {
        return parts.size() > 2
                && parts.get(0).equals("namespaces")
                && !Kinds.NAMESPACE.subresources().contains(parts.get(2));
    }

    /** Cluster-scoped kinds live outside namespaces, others inside, except for the collection over all namespaces. */
    private static boolean placed(Kind kind, boolean inside, int length) {
        return kind.namespaced() == inside || (kind.namespaced() && length == 1);
    }

    private static @Nullable Kind find(GroupVersion asked, String plural) {
        Kind stored = Kinds.byResource(asked.group(), asked.version(), plural);
        return stored != null ? stored : VirtualKinds.byResource(asked.group(), asked.version(), plural);
    }

    private static Verb verb(String method, String name, boolean watch) {
        return switch (method) {
            case "GET", "HEAD" -> watch ? Verb.WATCH : name.isEmpty() ? Verb.LIST : Verb.GET;
            case "POST" -> Verb.CREATE;
            case "PUT" -> Verb.UPDATE;
            case "PATCH" -> Verb.PATCH;
            case "DELETE" -> name.isEmpty() ? Verb.DELETECOLLECTION : Verb.DELETE;
            default -> throw notAllowed();
        };
    }

    private static Verb verbOfSubresource(String method, String subresource) {
        Verb verb = verb(method, "x", false);
        boolean fits;
        if (CONNECTED.contains(subresource)) {
            fits = verb == Verb.GET || verb == Verb.CREATE;
        } else if (POSTED.contains(subresource)) {
            fits = verb == Verb.CREATE;
        } else if (subresource.equals("log")) {
            fits = verb == Verb.GET;
        } else if (subresource.equals("finalize")) {
            fits = verb == Verb.UPDATE;
        } else {
            fits = verb == Verb.GET || verb == Verb.UPDATE || verb == Verb.PATCH;
        }
        if (!fits) {
            throw notAllowed();
        }
        return verb;
    }

    private static boolean allowed(Resource request) {
        boolean named = !request.name().isEmpty();
        if (VirtualKinds.measured(request.kind())) {
            return request.verb() == Verb.GET || request.verb() == Verb.LIST;
        }
        if (request.virtual()) {
            return request.verb() == Verb.CREATE && !named;
        }
        if (!request.subresource().isEmpty()) {
            return true;
        }
        boolean across = request.kind().namespaced() && request.namespace().isEmpty();
        return switch (request.verb()) {
            case CREATE, DELETECOLLECTION -> !named && !across;
            case UPDATE, PATCH -> named;
            default -> true;
        };
    }

    /**
     * 404 for a path that names nothing this server has; without details, as clients take it for a missing
     * endpoint.
     */
    static StatusException noSuchResource() {
        return StatusException.of(404, "NotFound", "the server could not find the requested resource");
    }

    /** 405. */
    static StatusException notAllowed() {
        return StatusException.of(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }
}
