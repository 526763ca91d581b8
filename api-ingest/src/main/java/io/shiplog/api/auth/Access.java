package io.shiplog.api.auth;

import io.shiplog.api.request.ApiRequest;
import io.shiplog.schemas.object.StatusException;
import java.util.Set;

/**
 * Who may do what. {@code system:masters} may do everything; others who have said who they are may discover the API
 * and ask
 * about themselves; somebody anonymous may see that the server lives and which version it is.
 */
public final class Access {

    private static final Set<String> PUBLIC = Set.of("/healthz", "/livez", "/readyz", "/version");
    private static final Set<String> SELF =
            Set.of("SelfSubjectAccessReview", "SelfSubjectRulesReview", "SelfSubjectReview");

    private Access() {}

    /** Throws StatusException 401 for somebody anonymous, 403 for anybody else who may not. */
    public static void require(User user, ApiRequest request) {
        if (allowed(user, request)) {
            return;
        }
        if (user.anonymous()) {
            throw Authenticator.unauthorized();
        }
        if (request instanceof ApiRequest.Resource resource) {
            throw refused(user, resource);
        }
        ApiRequest.NonResource path = (ApiRequest.NonResource) request;
        throw StatusException.of(
                403,
                "Forbidden",
                "forbidden: User \"" + user.name() + "\" cannot " + path.verb() + " path \"" + path.path() + "\"");
    }

    /** True when the user may. */
    public static boolean allowed(User user, ApiRequest request) {
        if (user.master()) {
            return true;
        }
        if (request instanceof ApiRequest.Resource resource) {
            return !user.anonymous()
                    && resource.virtual()
                    && SELF.contains(resource.kind().kind());
        }
        String path = ((ApiRequest.NonResource) request).path();
        if (isPublic(path)) {
            return true;
        }
        return !user.anonymous()
                && (path.equals("/api")
                        || path.equals("/apis")
                        || path.startsWith("/api/")
                        || path.startsWith("/apis/")
                        || path.startsWith("/openapi/"));
    }

    private static boolean isPublic(String path) {
        int second = path.indexOf('/', 1);
        return PUBLIC.contains(second < 0 ? path : path.substring(0, second));
    }

    private static StatusException refused(User user, ApiRequest.Resource request) {
        String where = request.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace \"" + request.namespace() + "\"";
        String detail = "User \"" + user.name() + "\" cannot " + request.verb().text() + " resource \""
                + request.resource() + "\" in API group \"" + request.asked().group() + "\"" + where;
        String group = request.asked().group();
        if (!request.name().isEmpty()) {
            return StatusException.forbidden(group, request.kind().plural(), request.name(), detail);
        }
        String plural =
                group.isEmpty() ? request.kind().plural() : request.kind().plural() + "." + group;
        return StatusException.of(403, "Forbidden", plural + " is forbidden: " + detail)
                .withDetails("", group, request.kind().plural());
    }
}
