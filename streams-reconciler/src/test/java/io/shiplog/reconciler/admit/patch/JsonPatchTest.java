package io.shiplog.reconciler.admit.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

    private static final ObjectNode CURRENT = Json.parse("{\"a\":{\"b/c\":1},\"l\":[1,2],\"n\":null}");

    private static ArrayNode operations(String json) {
        return (ArrayNode)
                Json.parse("{\"ops\":[" + json.replace('\'', '"') + "]}").get("ops");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'op':'add','path':'/a/d','value':2} | {'a':{'b/c':1,'d':2},'l':[1,2],'n':null}",
                "{'op':'add','path':'/l/-','value':3} | {'a':{'b/c':1},'l':[1,2,3],'n':null}",
                "{'op':'add','path':'/l/1','value':9} | {'a':{'b/c':1},'l':[1,9,2],'n':null}",
                "{'op':'remove','path':'/a/b~1c'} | {'a':{},'l':[1,2],'n':null}",
                "{'op':'replace','path':'/l/0','value':{}} | {'a':{'b/c':1},'l':[{},2],'n':null}",
                "{'op':'move','from':'/a','path':'/l/0'} | {'l':[{'b/c':1},1,2],'n':null}",
                "{'op':'copy','from':'/l','path':'/m'} | {'a':{'b/c':1},'l':[1,2],'n':null,'m':[1,2]}",
                "{'op':'test','path':'/a/b~1c','value':1.0} | {'a':{'b/c':1},'l':[1,2],'n':null}",
                "{'op':'test','path':'/n','value':null} | {'a':{'b/c':1},'l':[1,2],'n':null}",
            })
    void carriesOutEachOperation(String ops, String expected) {
        ObjectNode before = CURRENT.deepCopy();
        assertThat(JsonPatch.apply(CURRENT, operations(ops))).isEqualTo(Json.parse(expected.replace('\'', '"')));
        assertThat(CURRENT).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'op':'test','path':'/a/b~1c','value':2} | 422",
                "{'op':'remove','path':'/x'} | 422",
                "{'op':'replace','path':'/x','value':1} | 422",
                "{'op':'add','path':'/x/y','value':1} | 422",
                "{'op':'add','path':'/l/7','value':1} | 422",
                "{'op':'replace','path':'','value':7} | 422",
                "{'op':'paint','path':'/a'} | 400",
            })
    void refusesWhatCannotBeDone(String ops, int code) {
        assertThatThrownBy(() -> JsonPatch.apply(CURRENT, operations(ops)))
                .isInstanceOfSatisfying(StatusException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.status().has("details")).isFalse();
                });
    }
}
