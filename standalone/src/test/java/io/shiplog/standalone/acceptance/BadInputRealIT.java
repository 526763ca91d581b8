package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is refused in Kubernetes' own words: reason, code, field, and what would be right. */
class BadInputRealIT extends OnACluster {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private Https https = never();

    @SuppressWarnings("NullAway") // set before the first test
    private static Https never() {
        return null;
    }

    @BeforeAll
    void connect() throws Exception {
        https = Https.of(cluster.dataDir().resolve("kubeconfig"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        kind: Deployment   | kind: Deploymnet        | no matches for kind "Deploymnet" in version "apps/v1"
        apiVersion: apps/v1| apiVersion: nope/v1     | no matches for kind "Deployment" in version "nope/v1"
        metadata:          | metadata: {             | error parsing
        replicas: 2        | replicas: two           | DeploymentSpec.spec.replicas of type int32
        containerPort: 80  | containerPort: "80"     | containers.ports.containerPort of type int32
        replicas: 2        | replicsa: 2             | unknown field "spec.replicsa"
        name: web          | name: Web_1             | metadata.name: Invalid value: "Web_1": a lowercase
        replicas: 2        | replicas: -2            | spec.replicas: Invalid value: -2: must be greater
        matchLabels: {app: web} | matchLabels: {app: x} | `selector` does not match template `labels`
        selector:          | paused: false #         | spec.selector: Required value
        containers:        | restartPolicy: Never\\n      containers: | restartPolicy: Unsupported value: "Never"
        image: "nginx:1.7.9", | ''                   | spec.template.spec.containers[0].image: Required value
        replicas: 2        | strategy: {type: Foo}   | supported values: "Recreate", "RollingUpdate"
        name: web          | namespace: nowhere\\n  name: web | namespaces "nowhere" not found
        """)
    void aWrongDeploymentIsRefusedWithTheFieldAndTheReason(String right, String wrong, String words) {
        String said = apply(WEB.replace(right, wrong.replace("\\n", "\n")));
        assertThat(said).startsWith("exit 1").contains(words);
        assertThat(kubectl.items("deployments"))
                .noneMatch(d -> Json.textAt(d, "metadata", "name").equals("web"));
    }

    @Test
    void aRefusalIsAStatusThatProgramsCanRead() throws IOException, InterruptedException {
        String body =
                "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"replicas\":-1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                        + "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"restartPolicy\":\"Never\","
                        + "\"containers\":[{\"name\":\"n\",\"image\":\"i\"}]}}}}";
        ObjectNode status = https.json("POST", DEPLOYMENTS, Https.JSON, body);
        assertThat(Json.textAt(status, "kind")).isEqualTo("Status");
        assertThat(Json.textAt(status, "reason")).isEqualTo("Invalid");
        assertThat(Json.longAt(status, 0, "code")).isEqualTo(422);
        assertThat(Json.textAt(status, "details", "kind")).isEqualTo("Deployment");
        assertThat(Json.objectsAt(status, "details", "causes").stream().map(c -> Json.textAt(c, "field")))
                .containsExactlyInAnyOrder("spec.replicas", "spec.template.spec.restartPolicy");
        assertThat(Json.objectsAt(status, "details", "causes").stream().map(c -> Json.textAt(c, "reason")))
                .containsExactlyInAnyOrder("FieldValueInvalid", "FieldValueNotSupported");
    }

    @Test
    void whatMayNotChangeStaysAsItIs() {
        serve("fixed");
        assertThat(apply(named("fixed").replace("app: fixed}", "app: other}"))).contains("field is immutable");
        String pod = Json.textAt(kubectl.items("pods", "-l", "app=fixed").get(0), "metadata", "name");
        assertThat(kubectl.refused("patch", "pod", pod, "-p", "{\"spec\":{\"nodeName\":\"elsewhere\"}}"))
                .contains("pod updates may not change fields other than");
        assertThat(kubectl.refused("label", "deployment", "fixed", "a=b", "--resource-version=1"))
                .contains(
                        "(Conflict)", "the object has been modified; please apply your changes to the latest version");
        assertThat(kubectl.refused("patch", "deployment", "fixed", "-p", "{bad"))
                .contains("error decoding patch");
        assertThat(kubectl.refused(
                        "patch", "deployment", "fixed", "--type=json", "-p", "[{\"op\":\"remove\",\"path\":\"/x\"}]"))
                .contains("The request is invalid");
    }

    @Test
    void nothingGrowsBeyondItsLimit() throws IOException, InterruptedException {
        String big = "{\"metadata\":{\"name\":\"big\"},\"data\":{\"a\":\"" + "x".repeat(3_200_000) + "\"}}";
        ObjectNode tooLarge = https.json("POST", MAPS, Https.JSON, big);
        assertThat(Json.longAt(tooLarge, 0, "code")).isEqualTo(413);
        assertThat(Json.textAt(tooLarge, "message")).contains("limit is 3145728 bytes");
        kubectl.ok("create", "configmap", "grown");
        String part = "x".repeat(100_000);
        int taken = 0;
        ObjectNode answer = Json.object();
        while (taken < 20) {
            String patch = "{\"data\":{\"k" + taken + "\":\"" + part + "\"}}";
            answer = https.json("PATCH", MAPS + "/grown", Https.MERGE, patch);
            if (Json.textAt(answer, "kind").equals("Status")) {
                break;
            }
            taken++;
        }
        assertThat(taken).isEqualTo(10);
        assertThat(Json.longAt(answer, 0, "code")).isEqualTo(422);
        assertThat(Json.textAt(answer, "message")).contains("Too long: may not be more than 1048576 bytes");
        assertThat(kubectl.object("configmap", "grown").path("data")).hasSize(10);
    }

    @Test
    void defaultAndNamespacesNamedKubeSomethingStay() {
        kubectl.ok("create", "namespace", "kube-mine");
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease", "kube-mine")) {
            assertThat(kubectl.refused("delete", "namespace", name))
                    .contains("(Forbidden)", "this namespace may not be deleted");
        }
    }

    @Test
    void nothingNewComesIntoANamespaceThatGoes() throws IOException, InterruptedException {
        String stubborn = """
                apiVersion: v1
                kind: Namespace
                metadata: {name: going}
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: stubborn
                  namespace: going
                  annotations: {simulated.shiplog.io/ignore-term: "true"}
                spec:
                  terminationGracePeriodSeconds: 6
                  containers: [{name: nginx, image: "nginx:1.7.9"}]
                """;
        assertThat(apply(stubborn)).startsWith("exit 0");
        kubectl.ok("-n", "going", "wait", "--for=condition=Ready", "pod/stubborn", "--timeout=20s");
        kubectl.ok("delete", "namespace", "going", "--wait=false");
        eventually(
                SOON,
                () -> kubectl.ok("get", "namespace", "going").contains("Terminating"),
                () -> kubectl.ok("get", "namespaces"));
        String maps = "/api/v1/namespaces/going/configmaps";
        ObjectNode status = https.json("POST", maps, Https.JSON, "{\"metadata\":{\"name\":\"late\"}}");
        assertThat(Json.longAt(status, 0, "code")).isEqualTo(403);
        assertThat(Json.textAt(status, "message"))
                .isEqualTo("configmaps \"late\" is forbidden: unable to create new content in namespace going"
                        + " because it is being terminated");
        assertThat(Json.textAt(Json.objectsAt(status, "details", "causes").get(0), "reason"))
                .isEqualTo("NamespaceTerminating");
        assertThat(kubectl.refused("create", "namespace", "going")).contains("already exists");
        kubectl.ok("wait", "--for=delete", "namespace/going", "--timeout=30s");
    }
}
