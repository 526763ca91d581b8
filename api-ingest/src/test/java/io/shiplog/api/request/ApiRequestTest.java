package io.shiplog.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.api.request.ApiRequest.NonResource;
import io.shiplog.api.request.ApiRequest.Resource;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRequestTest {

    private static final Map<String, List<String>> NOTHING = Map.of();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /api/v1/pods | LIST | '' | '' | pods",
                "GET | /api/v1/namespaces/a/pods | LIST | a | '' | pods",
                "GET | /api/v1/namespaces/a/pods/x | GET | a | x | pods",
                "HEAD | /api/v1/namespaces/a/pods/x | GET | a | x | pods",
                "GET | /api/v1/namespaces/a/pods/x/log | GET | a | x | pods/log",
                "POST | /api/v1/namespaces/a/pods/x/exec | CREATE | a | x | pods/exec",
                "POST | /api/v1/namespaces/a/pods/x/eviction | CREATE | a | x | pods/eviction",
                "POST | /apis/apps/v1/namespaces/a/deployments | CREATE | a | '' | deployments",
                "PATCH | /apis/apps/v1/namespaces/a/deployments/w | PATCH | a | w | deployments",
                "PATCH | /apis/apps/v1/namespaces/a/deployments/w/scale | PATCH | a | w | deployments/scale",
                "PUT | /apis/extensions/v1beta1/namespaces/a/deployments/w | UPDATE | a | w | deployments",
                "DELETE | /api/v1/namespaces/a/configmaps/c | DELETE | a | c | configmaps",
                "DELETE | /api/v1/namespaces/a/configmaps | DELETECOLLECTION | a | '' | configmaps",
                "GET | /api/v1/namespaces | LIST | '' | '' | namespaces",
                "GET | /api/v1/namespaces/a | GET | '' | a | namespaces",
                "PUT | /api/v1/namespaces/a/finalize | UPDATE | '' | a | namespaces/finalize",
                "PATCH | /api/v1/namespaces/a/status | PATCH | '' | a | namespaces/status",
                "GET | /api/v1/nodes/n | GET | '' | n | nodes",
                "GET | /apis/events.k8s.io/v1/namespaces/a/events | LIST | a | '' | events"
            })
    void readsVerbsFromMethodAndPath(
            String method, String path, Verb verb, String namespace, String name, String resource) {
        Resource request = resource(method, path, NOTHING);
        assertThat(request.verb()).isEqualTo(verb);
        assertThat(request.namespace()).isEqualTo(namespace);
        assertThat(request.name()).isEqualTo(name);
        assertThat(request.resource()).isEqualTo(resource);
    }

    @Test
    void keepsTheGroupVersionThatWasAskedFor() {
        Resource request = resource("GET", "/apis/extensions/v1beta1/namespaces/a/deployments/w", NOTHING);
        assertThat(request.asked().apiVersion()).isEqualTo("extensions/v1beta1");
        assertThat(request.kind()).isEqualTo(Kinds.DEPLOYMENT);
        assertThat(request.key()).isEqualTo(Kinds.DEPLOYMENT.key("a", "w"));
    }

    @Test
    void aWatchIsAnyGetWithTheFlagSet() {
        assertThat(resource("GET", "/api/v1/pods", Map.of("watch", List.of("1")))
                        .verb())
                .isEqualTo(Verb.WATCH);
        assertThat(resource("GET", "/api/v1/pods", Map.of("watch", List.of(""))).verb())
                .isEqualTo(Verb.WATCH);
        assertThat(resource("GET", "/api/v1/pods", Map.of("watch", List.of("false")))
                        .verb())
                .isEqualTo(Verb.LIST);
        assertThat(resource("GET", "/api/v1/namespaces/a/pods/x", Map.of("watch", List.of("true")))
                        .verb())
                .isEqualTo(Verb.WATCH);
    }

    @Test
    void reviewsAreVirtualAndOnlyCreated() {
        Resource review = resource("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", NOTHING);
        assertThat(review.virtual()).isTrue();
        assertThat(review.kind().kind()).isEqualTo("SelfSubjectAccessReview");
        assertCode(405, "GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/version", "/api", "/apis", "/api/v1", "/apis/apps", "/apis/apps/v1", "/openapi/v3/api/v1"
            })
    void otherPathsAreNoResources(String path) {
        assertThat(ApiRequest.parse("GET", path, NOTHING, name -> null)).isEqualTo(new NonResource("get", path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/widgets",
                "/apis/example.com/v1/namespaces/a/widgets",
                "/apis/apps/v2/namespaces/a/deployments",
                "/api/v1/namespaces/a/nodes",
                "/api/v1/pods/x",
                "/api/v1/namespaces/a/pods/x/status/more",
                "/api/v1/namespaces/a/configmaps/c/scale"
            })
    void unknownResourcesAreNotFoundWithoutDetails(String path) {
        assertThatThrownBy(() -> resource("GET", path, NOTHING))
                .isInstanceOfSatisfying(StatusException.class, e -> {
                    assertThat(e.code()).isEqualTo(404);
                    assertThat(e.status().has("details")).isFalse();
                })
                .hasMessage("the server could not find the requested resource");
    }

    @Test
    void methodsThatDoNotFitAreNotAllowed() {
        assertCode(405, "POST", "/api/v1/pods");
        assertCode(405, "POST", "/api/v1/namespaces/a/pods/x");
        assertCode(405, "PUT", "/api/v1/namespaces/a/pods");
        assertCode(405, "DELETE", "/api/v1/pods");
        assertCode(405, "GET", "/api/v1/namespaces/a/pods/x/eviction");
        assertCode(405, "DELETE", "/apis/apps/v1/namespaces/a/deployments/w/scale");
        assertCode(405, "OPTIONS", "/api/v1/pods");
    }

    private static void assertCode(int code, String method, String path) {
        assertThatThrownBy(() -> resource(method, path, NOTHING))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Resource resource(String method, String path, Map<String, List<String>> query) {
        ApiRequest request = ApiRequest.parse(method, path, query, name -> null);
        assertThat(request).isInstanceOf(Resource.class);
        return (Resource) request;
    }
}
