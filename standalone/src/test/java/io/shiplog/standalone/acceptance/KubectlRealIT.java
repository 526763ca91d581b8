package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command of kubectl that this release serves, and what it prints. Each test has objects of its own. */
class KubectlRealIT extends OnACluster {

    @Test
    void saysWhatItServes() {
        assertThat(kubectl.ok("api-resources"))
                .containsPattern("pods +po +v1 +true +Pod")
                .containsPattern("deployments +deploy +apps/v1 +true +Deployment")
                .containsPattern("leases +coordination.k8s.io/v1 +true +Lease");
        assertThat(kubectl.ok("api-versions"))
                .contains("apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1");
        assertThat(kubectl.ok("version")).containsPattern("Server Version: .*v1\\.32");
        assertThat(kubectl.ok("explain", "deployment.spec.strategy"))
                .contains("FIELD: strategy <DeploymentStrategy>", "rollingUpdate", "Recreate");
        assertThat(kubectl.ok("explain", "pod.spec.containers")).contains("imagePullPolicy", "<[]Container>");
        for (String path : List.of("/healthz", "/livez", "/readyz")) {
            assertThat(kubectl.ok("get", "--raw", path)).isEqualTo("ok");
        }
        assertThat(kubectl.ok("cluster-info")).contains("control plane", "https://127.0.0.1");
        assertThat(kubectl.ok("auth", "can-i", "create", "pods")).contains("yes");
        assertThat(kubectl.refused("auth", "can-i", "create", "pods", "--as=bob"))
                .contains("no");
        assertThat(kubectl.ok("auth", "whoami")).contains("shiplog-admin", "system:masters");
        assertThat(kubectl.refused("get", "jobs")).contains("doesn't have a resource type \"jobs\"");
    }

    @Test
    void saysWhatComesLaterAndWhatSimulatedContainersCannotDo() {
        serve("later");
        assertThat(kubectl.ok("logs", "deployment/later")).isEmpty();
        assertThat(kubectl.refused("exec", "deployment/later", "--", "ls"))
                .contains("simulated containers run nothing");
        assertThat(kubectl.refused("create", "token", "default")).contains("cannot be made yet: this comes with");
        assertThat(kubectl.refused("top", "pods")).contains("metrics not available yet");
        assertThat(kubectl.refused("apply", "--server-side", "-f", "-")).contains("error");
    }

    /** Classes and budgets arrive as protobuf, too. */
    @Test
    void knowsPrioritiesAndBudgets() throws IOException {
        assertThat(kubectl.ok("get", "pc"))
                .containsPattern("NAME +VALUE +GLOBAL-DEFAULT +AGE +PREEMPTIONPOLICY")
                .containsPattern("system-cluster-critical +2000000000 +false +\\S+ +PreemptLowerPriority")
                .containsPattern("system-node-critical +2000001000 +false +\\S+ +PreemptLowerPriority");
        kubectl.ok("create", "priorityclass", "valued", "--value=1000", "--preemption-policy=Never");
        assertThat(kubectl.ok("get", "priorityclass", "valued")).containsPattern("valued +1000 +false +\\S+ +Never");
        assertThat(kubectl.ok("describe", "priorityclass", "valued")).containsPattern("Value: +1000");
        assertThat(kubectl.refused("create", "priorityclass", "system-own", "--value=1"))
                .contains("reserved for system use only");
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: valued, labels: {app: valued}}\n"
                + "spec: {priorityClassName: CLASS, containers: [{name: c, image: nginx}]}\n";
        assertThat(kubectl.refused("create", "-f", file("valued.yaml", pod.replace("CLASS", "missing"))))
                .contains("pods \"valued\" is forbidden: no PriorityClass with name missing was found");
        kubectl.ok("create", "-f", file("valued.yaml", pod.replace("CLASS", "valued")));
        assertThat(Json.longAt(kubectl.object("pod", "valued"), 0, "spec", "priority"))
                .isEqualTo(1000);
        kubectl.ok("create", "pdb", "valued", "--selector=app=valued", "--min-available=1");
        kubectl.ok("wait", "--for=jsonpath={.status.currentHealthy}=1", "pdb/valued", "--timeout=60s");
        assertThat(kubectl.ok("get", "pdb", "valued"))
                .containsPattern("NAME +MIN AVAILABLE +MAX UNAVAILABLE +ALLOWED DISRUPTIONS +AGE")
                .containsPattern("valued +1 +N/A +0 ");
        assertThat(kubectl.ok("describe", "pdb", "valued")).containsPattern("Min available: +1");
        String node = Json.textAt(kubectl.object("pod", "valued"), "spec", "nodeName");
        String[] drain = {"drain", node, "--force", "--pod-selector=app=valued", "--timeout=1s"};
        assertThat(kubectl.refused(drain))
                .contains("Cannot evict pod as it would violate the pod's disruption budget.");
        kubectl.ok("delete", "pdb", "valued");
        drain[drain.length - 1] = "--timeout=30s";
        assertThat(kubectl.ok(drain)).contains("pod/valued evicted");
        kubectl.ok("uncordon", node);
    }

    @Test
    void validatesAndShowsWhatWouldChange() throws IOException {
        String wrong = file("typo.yaml", named("dry").replace("replicas:", "replicsa:"));
        assertThat(kubectl.refused("apply", "-f", wrong))
                .contains("strict decoding error: unknown field \"spec.replicsa\"");
        assertThat(kubectl.run("apply", "-f", wrong, "--validate=warn", "--dry-run=server")
                        .err())
                .contains("Warning: unknown field \"spec.replicsa\"");
        String right = file("dry.yaml", named("dry"));
        assertThat(kubectl.ok("apply", "-f", right, "--dry-run=server")).contains("created (server dry run)");
        assertThat(kubectl.run("diff", "-f", right).code()).isEqualTo(1);
        assertThat(kubectl.refused("get", "deployment", "dry")).contains("not found");
        assertThat(kubectl.ok("apply", "-f", right)).contains("created");
        assertThat(kubectl.ok("apply", "-f", right)).contains("unchanged");
        assertThat(kubectl.ok("diff", "-f", right)).isEmpty();
        kubectl.ok("rollout", "status", "deployment/dry");
        String more = file("dry.yaml", named("dry").replace("replicas: 2", "replicas: 3"));
        assertThat(kubectl.run("diff", "-f", more).out())
                .contains("-  replicas: 2", "+  replicas: 3")
                .doesNotContain("-  resourceVersion");
        assertThat(kubectl.ok("apply", "-f", more)).contains("configured");
    }

    /** These arrive as protobuf. */
    @Test
    void createsEveryKindThatItHasACommandFor() throws IOException {
        kubectl.ok("create", "deployment", "made", "--image=nginx:1.7.9", "--replicas=2", "--port=80");
        kubectl.ok("create", "configmap", "made", "--from-literal=a=b");
        kubectl.ok("create", "secret", "generic", "made", "--from-literal=a=b");
        kubectl.ok("create", "secret", "docker-registry", "made2", "--docker-username=u", "--docker-password=p");
        kubectl.ok("create", "namespace", "made");
        kubectl.ok("create", "serviceaccount", "made");
        kubectl.ok("create", "service", "clusterip", "made", "--tcp=80:8080");
        kubectl.ok("create", "service", "nodeport", "made2", "--tcp=80:8080");
        kubectl.ok("create", "service", "loadbalancer", "made3", "--tcp=80:8080");
        kubectl.ok("create", "service", "externalname", "made4", "--external-name=example.com");
        assertThat(kubectl.ok("get", "services"))
                .containsPattern("made +ClusterIP .* 80/TCP")
                .containsPattern("made4 +ExternalName +<none> +example.com");
        assertThat(Json.longAt(
                        Json.objectsAt(kubectl.object("service", "made"), "spec", "ports")
                                .get(0),
                        0,
                        "targetPort"))
                .isEqualTo(8080);
        assertThat(kubectl.refused("create", "configmap", "made")).contains("configmaps \"made\" already exists");
        String lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: made}\n"
                + "spec: {holderIdentity: me, leaseDurationSeconds: 15}\n";
        kubectl.ok("create", "-f", file("lease.yaml", lease));
        assertThat(kubectl.ok("get", "lease", "made")).containsPattern("made +me");
        String event = Json.textAt(
                kubectl.items("events", "--field-selector=involvedObject.name=made")
                        .get(0),
                "metadata",
                "name");
        for (String what : List.of(
                "namespace/made",
                "deployment/made",
                "rs -l app=made",
                "pods -l app=made",
                "configmap/made",
                "secret/made",
                "service/made",
                "serviceaccount/made",
                "lease/made",
                "node/node-1",
                "event/" + event)) {
            assertThat(kubectl.ok(("describe " + what).split(" "))).as(what).contains("Name:");
        }
        assertThat(kubectl.ok("describe", "secret", "made")).contains("a:  1 bytes");
        assertThat(kubectl.ok("describe", "node", "node-1")).contains("Allocated resources", "KubeletReady");
        assertThat(kubectl.ok("describe", "deployment", "made")).contains("NewReplicaSet:", "ScalingReplicaSet");
    }

    @Test
    void getsInEveryForm() {
        serve("form");
        String pod = Json.textAt(kubectl.items("pods", "-l", "app=form").get(0), "metadata", "name");
        assertThat(kubectl.ok("get", "pods", "-l", "app=form")).containsPattern("NAME +READY +STATUS +RESTARTS +AGE");
        assertThat(kubectl.ok("get", "pods", "-o", "wide")).containsPattern("IP +NODE +NOMINATED NODE");
        assertThat(kubectl.ok("get", "pod", pod, "-o", "yaml")).startsWith("apiVersion: v1\nkind: Pod");
        assertThat(kubectl.ok("get", "pod", pod, "-o", "name")).isEqualTo("pod/" + pod + "\n");
        assertThat(kubectl.ok("get", "pod", pod, "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Running");
        assertThat(kubectl.ok("get", "pod", pod, "-o", "custom-columns=N:.metadata.name"))
                .isEqualTo("N\n" + pod + "\n");
        assertThat(kubectl.ok("get", "pods", "-A")).containsPattern("default +" + pod);
        assertThat(kubectl.ok("get", "pods", "--show-labels")).contains("app=form,pod-template-hash=");
        assertThat(kubectl.ok("get", "pods", "-l", "app in (form,other),!none", "-o", "name"))
                .hasLineCount(2);
        assertThat(kubectl.ok("get", "pods", "--field-selector", "metadata.name=" + pod, "-o", "name"))
                .hasLineCount(1);
        assertThat(kubectl.refused("get", "pods", "--field-selector", "status.bogus=1"))
                .contains("field label not supported: status.bogus");
        assertThat(kubectl.ok("get", "pods", "-l", "app=form", "--sort-by=.metadata.name"))
                .hasLineCount(3);
        assertThat(kubectl.ok("get", "pods", "-l", "app=form", "--chunk-size=1", "-o", "name"))
                .hasLineCount(2);
        assertThat(kubectl.ok("get", "all")).contains("pod/" + pod, "deployment.apps/form", "replicaset.apps/form-");
        assertThat(kubectl.ok("get", "pods,deploy,svc", "-l", "app=form"))
                .contains("pod/" + pod, "deployment.apps/form");
        assertThat(kubectl.ok("get", "namespaces"))
                .contains("default", "kube-system", "kube-public", "kube-node-lease");
        assertThat(kubectl.ok("get", "deploy", "form", "--subresource=scale", "-o", "yaml"))
                .contains("kind: Scale");
    }

    @Test
    void showsChangesAsTheyHappen() {
        serve("live");
        CompletableFuture<Kubectl.Result> pods = CompletableFuture.supplyAsync(() ->
                kubectl.run("get", "pods", "-l", "app=live", "-w", "--output-watch-events", "--request-timeout=4s"));
        CompletableFuture<Kubectl.Result> events = CompletableFuture.supplyAsync(
                () -> kubectl.run("events", "--for=deployment/live", "--watch", "--request-timeout=4s"));
        int[] turn = {0};
        eventually(
                SOON,
                () -> {
                    kubectl.ok("scale", "deployment/live", "--replicas=" + (3 + turn[0]++ % 2));
                    return pods.isDone() && events.isDone();
                },
                () -> "the watches did not end with their timeout");
        assertThat(pods.join().out())
                .containsPattern("ADDED +live-\\S+ +0/1 +Pending")
                .containsPattern("MODIFIED +live-\\S+ +1/1 +Running")
                .containsPattern("DELETED +live-\\S+")
                .doesNotContain("<invalid>");
        assertThat(events.join().out()).contains("Scaled up replica set", "Scaled down replica set");
        String pod = Json.textAt(kubectl.items("pods", "-l", "app=live").get(0), "metadata", "name");
        assertThat(kubectl.ok("events", "--for=pod/" + pod)).contains("Scheduled", "Pulled", "Created", "Started");
        assertThat(kubectl.ok("get", "events", "--field-selector", "involvedObject.name=" + pod))
                .contains("Scheduled");
    }

    @Test
    void changesObjectsInEveryWay() throws IOException {
        serve("change");
        String target = "deployment/change";
        assertThat(kubectl.ok("scale", target, "--replicas=3")).contains("scaled");
        assertThat(kubectl.refused("scale", target, "--current-replicas=7", "--replicas=1"))
                .contains("was 3");
        assertThat(kubectl.ok("set", "image", target, "nginx=nginx:1.9.1")).contains("image updated");
        assertThat(kubectl.ok("set", "env", target, "A=b")).contains("env updated");
        assertThat(kubectl.ok("set", "resources", target, "--limits=cpu=200m"))
                .contains("resource requirements updated");
        Kubectl editor = kubectl.with("KUBE_EDITOR", "sed -i s/nginx:1.9.1/nginx:1.9.2/");
        assertThat(editor.ok("edit", target)).contains("edited");
        ObjectNode container = Json.objectsAt(kubectl.object(target), "spec", "template", "spec", "containers")
                .get(0);
        assertThat(Json.textAt(container, "image")).isEqualTo("nginx:1.9.2");
        assertThat(Json.textAt(container, "resources", "limits", "cpu")).isEqualTo("200m");
        assertThat(Json.objectsAt(container, "env")).hasSize(1);
        assertThat(Json.objectsAt(container, "ports")).hasSize(1);
        String strategic = "{\"spec\":{\"template\":{\"spec\":{\"containers\":"
                + "[{\"name\":\"nginx\",\"imagePullPolicy\":\"Always\"}]}}}}";
        assertThat(kubectl.ok("patch", target, "-p", strategic)).contains("patched");
        // While the rollout is under way its status changes between kubectl's read and its patch.
        Kubectl.eventually(
                java.time.Duration.ofSeconds(30),
                () -> kubectl.ok("patch", target, "-p", strategic).contains("patched (no change)"),
                () -> kubectl.ok("get", target, "-o", "yaml"));
        kubectl.ok("patch", target, "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"m\":\"1\"}}}");
        kubectl.ok(
                "patch", target, "--type=json", "-p", "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":1}]");
        kubectl.ok("patch", target, "--subresource=scale", "--type=merge", "-p", "{\"spec\":{\"replicas\":2}}");
        kubectl.ok(
                "patch",
                target,
                "--type=merge",
                "-p",
                "{\"spec\":{\"template\":{\"metadata\":" + "{\"creationTimestamp\":null}}}}");
        ObjectNode changed = kubectl.object(target);
        assertThat(Json.longAt(changed, 0, "spec", "replicas")).isEqualTo(2);
        assertThat(Json.textAt(changed, "metadata", "labels", "m")).isEqualTo("1");
        assertThat(kubectl.ok("label", target, "tier=front")).contains("labeled");
        assertThat(kubectl.ok("label", target, "tier=front")).contains("not labeled");
        assertThat(kubectl.refused("label", target, "tier=back")).contains("--overwrite is false");
        kubectl.ok("label", target, "tier=back", "--overwrite");
        assertThat(kubectl.ok("label", target, "tier-")).contains("unlabeled");
        assertThat(kubectl.ok("annotate", target, "note=hi there"))
                .containsPattern("deployment.apps/change annotated?\\b");
        kubectl.ok("create", "configmap", "swap", "--from-literal=a=b");
        String read = kubectl.ok("get", "configmap", "swap", "-o", "yaml");
        String swapped = file("swap.yaml", read.replace("a: b", "a: c"));
        assertThat(kubectl.ok("replace", "-f", swapped)).contains("replaced");
        assertThat(kubectl.refused("replace", "-f", swapped)).contains("the object has been modified");
        String anew = file("swap.yaml", read.replaceAll("(?m)^  (resourceVersion|uid): .*\n", ""));
        assertThat(kubectl.ok("replace", "--force", "-f", anew)).contains("deleted", "replaced");
    }

    @Test
    void rollsOutAndBack() {
        serve("roll");
        String target = "deployment/roll";
        kubectl.ok("set", "image", target, "nginx=nginx:1.9.1");
        assertThat(kubectl.ok("rollout", "status", target)).contains("successfully rolled out");
        assertThat(kubectl.ok("rollout", "history", target)).containsPattern("(?m)^2 +<none>");
        assertThat(kubectl.ok("rollout", "history", target, "--revision=2")).contains("nginx:1.9.1");
        assertThat(kubectl.ok("rollout", "undo", target)).contains("rolled back");
        assertThat(kubectl.refused("rollout", "undo", target, "--to-revision=77"))
                .contains("unable to find");
        assertThat(kubectl.ok("rollout", "pause", target)).contains("paused");
        assertThat(kubectl.refused("rollout", "restart", target)).contains("paused");
        assertThat(kubectl.ok("rollout", "resume", target)).contains("resumed");
        assertThat(kubectl.ok("rollout", "restart", target)).contains("restarted");
        assertThat(kubectl.ok("rollout", "status", target)).contains("successfully rolled out");
        int sets = kubectl.items("rs", "-l", "app=roll").size();
        assertThat(sets).isEqualTo(3);
    }

    @Test
    void runsExposesAndWaits() {
        kubectl.ok("run", "once", "--image=busybox", "--restart=Never", "--", "sleep", "1");
        kubectl.ok("run", "bare", "--image=nginx:1.7.9", "--port=80", "--expose", "--env=A=b", "--labels=x=y");
        kubectl.ok("wait", "--for=condition=Ready", "pod/bare", "--timeout=20s");
        kubectl.ok("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/once", "--timeout=20s");
        assertThat(kubectl.refused("wait", "--for=condition=Ready", "pod/once", "--timeout=1s"))
                .contains("timed out");
        serve("shown");
        assertThat(kubectl.ok("expose", "deployment", "shown", "--port=80", "--target-port=8080"))
                .contains("exposed");
        assertThat(kubectl.ok("wait", "--for=condition=Available", "deployment/shown"))
                .contains("condition met");
        CompletableFuture<Kubectl.Result> gone =
                CompletableFuture.supplyAsync(() -> kubectl.run("wait", "--for=delete", "pod/bare", "--timeout=20s"));
        kubectl.ok("delete", "pod", "bare", "--wait=false");
        assertThat(gone.join().code()).isZero();
        assertThat(kubectl.ok("delete", "pod", "once", "--force", "--grace-period=0"))
                .contains("force deleted");
    }

    @Test
    void deletesWithEveryCascade() throws IOException {
        serve("orphans");
        kubectl.ok("delete", "deployment", "orphans", "--cascade=orphan");
        assertThat(kubectl.items("rs", "-l", "app=orphans")).hasSize(1);
        kubectl.ok("delete", "rs", "-l", "app=orphans", "--cascade=foreground");
        assertThat(kubectl.items("pods", "-l", "app=orphans")).isEmpty();
        String slow = named("slow")
                .replace(
                        "metadata: {labels: {app: slow}}",
                        "metadata: {labels: {app: slow}, annotations: {simulated.shiplog.io/stop-delay: 3s}}");
        kubectl.ok("apply", "-f", file("slow.yaml", slow));
        kubectl.ok("rollout", "status", "deployment/slow");
        kubectl.ok("delete", "deployment", "slow", "--cascade=foreground", "--wait=false");
        ObjectNode going = kubectl.object("deployment", "slow");
        assertThat(going.path("metadata").path("finalizers").toString()).contains("foregroundDeletion");
        assertThat(Json.textAt(going, "metadata", "deletionTimestamp")).isNotEmpty();
        assertThat(kubectl.ok("get", "pods", "-l", "app=slow")).contains("Terminating");
        kubectl.ok("wait", "--for=delete", "deployment/slow", "--timeout=20s");
        assertThat(kubectl.items("pods", "-l", "app=slow")).isEmpty();
        serve("behind");
        kubectl.ok("delete", "deployment", "behind");
        eventually(
                SOON, () -> kubectl.items("rs,pods", "-l", "app=behind").isEmpty(), () -> kubectl.ok("get", "rs,pods"));
        kubectl.ok("create", "namespace", "all");
        for (String name : List.of("one", "two")) {
            kubectl.ok("-n", "all", "create", "configmap", name);
        }
        assertThat(kubectl.ok("-n", "all", "delete", "configmap", "--all", "--dry-run=server"))
                .contains("dry run");
        assertThat(kubectl.items("-n", "all", "configmaps")).hasSize(2);
        kubectl.ok("-n", "all", "delete", "configmap", "--all");
        assertThat(kubectl.items("-n", "all", "configmaps")).isEmpty();
        kubectl.ok("delete", "namespace", "all");
        assertThat(kubectl.refused("delete", "pod", "nope")).contains("(NotFound): pods \"nope\" not found");
        kubectl.ok("delete", "pod", "nope", "--ignore-not-found");
    }

    @Test
    void cordonsTaintsAndDrains() {
        serve("moved");
        assertThat(kubectl.ok("cordon", "node-3")).contains("cordoned");
        assertThat(kubectl.ok("get", "nodes")).containsPattern("node-3 +Ready,SchedulingDisabled");
        assertThat(kubectl.ok("drain", "node-3", "--force", "--timeout=30s")).contains("drained");
        assertThat(kubectl.items("pods", "-A", "--field-selector=spec.nodeName=node-3,status.phase=Running"))
                .isEmpty();
        assertThat(kubectl.ok("uncordon", "node-3")).contains("uncordoned");
        assertThat(kubectl.ok("taint", "node", "node-3", "disk=ssd:NoSchedule")).contains("tainted");
        assertThat(kubectl.ok("describe", "node", "node-3")).contains("disk=ssd:NoSchedule");
        assertThat(kubectl.ok("taint", "node", "node-3", "disk-")).contains("untainted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"})
    void oldVersionsHaveTheirDefaultsAndRollNothingWhenAppliedAnew(String version) throws IOException {
        String name = "old-" + version.replace("/", "-");
        String old = file(name + ".yaml", named(name).replace("apps/v1\n", version + "\n"));
        String anew = file(name + "-v1.yaml", named(name));
        kubectl.ok("apply", "-f", old);
        kubectl.ok("rollout", "status", "deployment/" + name);
        ObjectNode spec = Json.ensure(kubectl.object("deployment", name), "spec");
        boolean extensions = version.startsWith("extensions");
        assertThat(Json.longAt(spec, 0, "revisionHistoryLimit"))
                .isEqualTo(extensions ? Integer.MAX_VALUE : version.endsWith("v1beta1") ? 2 : 10);
        assertThat(Json.longAt(spec, 0, "progressDeadlineSeconds")).isEqualTo(extensions ? Integer.MAX_VALUE : 600);
        assertThat(spec.path("strategy").path("rollingUpdate").path("maxSurge").asText())
                .isEqualTo(extensions ? "1" : "25%");
        kubectl.ok("apply", "-f", anew);
        kubectl.ok("apply", "-f", old);
        ObjectNode deployment = kubectl.object("deployment", name);
        assertThat(Json.longAt(deployment, 0, "metadata", "generation")).isEqualTo(1);
        assertThat(kubectl.items("rs", "-l", "app=" + name)).hasSize(1);
        String preferred =
                version.substring(version.indexOf('/') + 1) + "." + version.substring(0, version.indexOf('/'));
        ObjectNode asked = kubectl.object("deployments." + preferred, name);
        assertThat(Json.textAt(asked, "apiVersion")).isEqualTo(version);
    }

    @Test
    void aNamespaceAndWhatLiesInItComeInOneFileOrOneAfterTheOther() throws IOException {
        String both = "apiVersion: v1\nkind: Namespace\nmetadata: {name: both}\n---\n"
                + named("inside").replace("name: inside\n", "name: inside\n  namespace: both\n");
        kubectl.ok("apply", "-f", file("both.yaml", both));
        kubectl.ok("-n", "both", "rollout", "status", "deployment/inside");
        kubectl.ok("create", "namespace", "after");
        kubectl.ok("-n", "after", "create", "deployment", "inside", "--image=nginx:1.7.9");
        kubectl.ok("-n", "after", "rollout", "status", "deployment/inside");
        kubectl.ok(
                "delete",
                "namespace",
                "both",
                "after",
                "--timeout=" + Duration.ofSeconds(30).toSeconds() + "s");
        assertThat(kubectl.ok("get", "namespaces")).doesNotContain("both", "after");
    }
}
