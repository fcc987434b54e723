// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as tokenizer.json (or, where they do not look like JSON, as tokenizer.model): what loads encodes every text into ids that it
// knows, and decodes any ids.
#include "core/text/tokenizer.h"
#include "tests/fuzz/fuzz_input.h"

using namespace fulcrum;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view content(reinterpret_cast<const char*>(data), size);
    const bool isJson = content.find_first_of("{[") < 4;
    const Path folder = fuzz::Folder::path();
    fuzz::Folder::write(isJson ? "tokenizer.json" : "tokenizer.model", content);
    const auto loaded = text::Tokenizer::load(folder, {"<|endofchunk|>", "<image>"},
        isJson ? text::TokenizerSource::TokenizerJson : text::TokenizerSource::SentencePiece);
    if (!fuzz::isClear(loaded))
        return 0;
    const text::Tokenizer& tokenizer = **loaded;
    const std::string texts[] = {"", " a red circle.", "A photo  of\n<image>two dogs<|endoftext|>'s 42", "\xE7\xBA\xA2\xE8\x89\xB2 \xF0\x9F\x90\x95\xFF\xC3(",
        std::string("a\0b", 3), std::string(200, 'a'), std::string(content.substr(0, 200))};
    for (const std::string& text : texts)
        for (const bool special : {true, false}) {
            const std::vector<std::int32_t> ids = tokenizer.encode(text, special);
            for (const std::int32_t id : ids)
                fuzz::require(id >= 0 && id < tokenizer.vocabularySize());
            tokenizer.decode(ids, special);
            fuzz::require(tokenizer.encodeTruncated(text, 5).size() <= 5);
        }
    const std::int32_t odd[] = {-1, 0, 1, 2, 3, 2147483647, static_cast<std::int32_t>(tokenizer.vocabularySize())};
    tokenizer.decode(odd, false);
    for (const auto id : {tokenizer.bosId(), tokenizer.eosId(), tokenizer.padId(), tokenizer.unkId()})
        fuzz::require(!id || tokenizer.idToToken(*id).has_value());
    return 0;
}
