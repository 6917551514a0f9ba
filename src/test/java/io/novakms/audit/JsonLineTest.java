package io.novakms.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.StrictJson;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;

class JsonLineTest {
  @Property(tries = 300)
  void everyTextMakesOneLineOfPrintableAsciiThatReadsBack(
      @ForAll @CharRange(from = 0, to = 0xffff) String text) {
    String line = new JsonLine().put("key", text).end();

    assertThat(line).matches("[ -~]*");
    assertThat(StrictJson.value(line).path("key").textValue()).isEqualTo(text);
  }
}
