package io.novakms.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.novakms.crypto.StrictJson;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;

class AuditLineTest {
  @Property(tries = 300)
  void everyTextMakesOneLineOfPrintableAsciiThatReadsBack(
      @ForAll @CharRange(from = 0, to = 0xffff) String text) {
    String line = AuditLog.text(JsonNodeFactory.instance.objectNode().put("key", text));

    assertThat(line).matches("[ -~]*");
    assertThat(StrictJson.value(line).path("key").textValue()).isEqualTo(text);
  }

  @Example
  void everyCharacterIsPrintableAsciiInALine() {
    StringBuilder all = new StringBuilder();
    for (int character = 0; character <= Character.MAX_VALUE; character++) {
      all.append((char) character);
    }

    String line = AuditLog.text(JsonNodeFactory.instance.objectNode().put("key", all.toString()));

    assertThat(line.chars().filter(c -> c < ' ' || c > '~')).isEmpty();
  }
}
