package io.shiplog.reconciler.admit.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import org.junit.jupiter.api.Test;

/** The patches that kubectl sends, with the merge rules of real kinds. */
class KindMergeTest {

    private static final ObjectNode DEPLOYMENT = parse("{'metadata':{'labels':{'a':'1'},'finalizers':['x']},"
            + "'spec':{'replicas':2,'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}},"
            + "'template':{'spec':{'containers':[{'name':'web','image':'nginx:1','env':[{'name':'A','value':'1'}],"
            + "'ports':[{'containerPort':80,'protocol':'TCP'}]},{'name':'log','image':'log:1'}],"
            + "'tolerations':[{'key':'k'}]}}}}");

    private static ObjectNode parse(String json) {
        return Json.parse(json.replace('\'', '"'));
    }

    private static ObjectNode patched(String patch) {
        return StrategicMergePatch.apply(DEPLOYMENT, parse(patch), Kinds.DEPLOYMENT);
    }

    @Test
    void setImageChangesOneContainerOnly() {
        ObjectNode out = patched("{'spec':{'template':{'spec':{'$setElementOrder/containers':[{'name':'web'},"
                + "{'name':'log'}],'containers':[{'name':'web','image':'nginx:2'}]}}}}");
        assertThat(out.at("/spec/template/spec/containers/0/image").asText()).isEqualTo("nginx:2");
        assertThat(out.at("/spec/template/spec/containers/0/env/0/value").asText())
                .isEqualTo("1");
        assertThat(out.at("/spec/template/spec/containers/1/image").asText()).isEqualTo("log:1");
    }

    @Test
    void aContainerIsTakenOutByName() {
        ObjectNode out = patched("{'spec':{'template':{'spec':{'containers':[{'name':'log','$patch':'delete'}]}}}}");
        assertThat(out.at("/spec/template/spec/containers").size()).isEqualTo(1);
    }

    @Test
    void recreateDropsTheRollingNumbers() {
        ObjectNode out = patched("{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}");
        assertThat(out.at("/spec/strategy")).isEqualTo(parse("{'type':'Recreate'}"));
    }

    /** What a patch adds without saying where comes first, as in Kubernetes. */
    @Test
    void tolerationsAreReplacedAndFinalizersJoined() {
        ObjectNode out = patched("{'metadata':{'finalizers':['y'],'labels':{'a':null,'b':'2'}},"
                + "'spec':{'template':{'spec':{'tolerations':[{'key':'other'}]}}}}");
        assertThat(out.at("/metadata")).isEqualTo(parse("{'labels':{'b':'2'},'finalizers':['y','x']}"));
        assertThat(out.at("/spec/template/spec/tolerations").size()).isEqualTo(1);
    }

    @Test
    void applyAndThreeWayPatchAgree() {
        ObjectNode original = parse("{'spec':{'template':{'spec':{'containers':[{'name':'web','image':'nginx:1',"
                + "'env':[{'name':'A','value':'1'}]},{'name':'log','image':'log:1'}]}}}}");
        ObjectNode modified = parse("{'spec':{'template':{'spec':{'containers':[{'name':'web','image':'nginx:3'}]}}}}");
        ObjectNode patch = StrategicMergePatch.threeWay(original, modified, DEPLOYMENT, Kinds.DEPLOYMENT);
        ObjectNode out = StrategicMergePatch.apply(DEPLOYMENT, patch, Kinds.DEPLOYMENT);
        assertThat(out.at("/spec/replicas").intValue()).isEqualTo(2);
        assertThat(out.at("/spec/template/spec/containers"))
                .isEqualTo(parse("{'c':[{'name':'web','image':'nginx:3',"
                                + "'ports':[{'containerPort':80,'protocol':'TCP'}]}]}")
                        .get("c"));
    }

    @Test
    void unknownFieldsArePatchedToo() {
        ObjectNode with = parse("{'spec':{'future':{'a':1,'list':[1]}}}");
        assertThat(StrategicMergePatch.apply(with, parse("{'spec':{'future':{'b':2,'list':[2]}}}"), Kinds.DEPLOYMENT))
                .isEqualTo(parse("{'spec':{'future':{'a':1,'list':[2],'b':2}}}"));
    }
}
