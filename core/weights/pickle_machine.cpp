// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/pickle_machine.h"

#include "core/base/error_exception.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

namespace fulcrum::weights {
namespace {

constexpr std::size_t kMaxValues = 4'000'000; ///< of 80 bytes; a checkpoint of 1,000 tensors has some 50,000
// A value is stored once and may be used any number of times: what a use copies must be small.
constexpr std::size_t kMaxName = 256, kMaxArguments = 64;
constexpr std::size_t kMaxRefused = 64; ///< names remembered

std::string dotted(std::string name)
{
    std::replace(name.begin(), name.end(), ' ', '.');
    return name;
}

} // namespace

PickleMachine::PickleMachine(std::string_view bytes, std::string where) : m_bytes(bytes), m_where(std::move(where)) {}

void PickleMachine::refuse(const std::string& why) const
{
    throw ErrorException(ErrorCode::Malformed, "cannot read the pickle of a checkpoint", m_where,
        fmt::format("byte {}: {}", m_position, why));
}

std::string_view PickleMachine::take(std::uint64_t bytes)
{
    if (bytes > m_bytes.size() - m_position)
        refuse("it ends too early");
    const std::string_view taken = m_bytes.substr(m_position, bytes);
    m_position += bytes;
    return taken;
}

std::uint64_t PickleMachine::number(std::size_t bytes)
{
    const std::string_view raw = take(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
    return value;
}

std::string PickleMachine::line()
{
    const std::size_t end = m_bytes.find('\n', m_position);
    if (end == std::string_view::npos)
        refuse("a name has no end");
    std::string text(m_bytes.substr(m_position, end - m_position));
    m_position = end + 1;
    return text;
}

std::size_t PickleMachine::make(PickleValue value)
{
    if (m_arena.size() >= kMaxValues)
        refuse("it holds too many values");
    m_arena.push_back(std::move(value));
    return m_arena.size() - 1;
}

std::size_t PickleMachine::pop()
{
    if (m_stack.empty() || (!m_marks.empty() && m_stack.size() <= m_marks.back()))
        refuse("its stack is empty");
    const std::size_t top = m_stack.back();
    m_stack.pop_back();
    return top;
}

std::vector<std::size_t> PickleMachine::popToMark()
{
    if (m_marks.empty())
        refuse("a mark is missing");
    const std::size_t mark = m_marks.back();
    m_marks.pop_back();
    std::vector<std::size_t> values(m_stack.begin() + static_cast<std::ptrdiff_t>(mark), m_stack.end());
    m_stack.resize(mark);
    return values;
}

PickleValue& PickleMachine::container(std::size_t index, Kind kind)
{
    PickleValue& value = m_arena[index];
    // Items set on an object of an unknown class are dropped with it.
    if (value.kind != kind && value.kind != Kind::Opaque)
        refuse("items are added to something that is not a container");
    return value;
}

bool PickleMachine::readNumber(unsigned char code)
{
    PickleValue value{Kind::Integer, 0, 0, {}, {}};
    switch (code) {
    case 'N': value.kind = Kind::None; break;
    case 0x88: value = {Kind::Boolean, 1, 0, {}, {}}; break;
    case 0x89: value = {Kind::Boolean, 0, 0, {}, {}}; break;
    case 'J': value.integer = static_cast<std::int32_t>(number(4)); break;
    case 'K': value.integer = static_cast<std::int64_t>(number(1)); break;
    case 'M': value.integer = static_cast<std::int64_t>(number(2)); break;
    case 'G': {
        std::uint64_t bits = 0;
        for (const char byte : take(8))
            bits = (bits << 8) | static_cast<unsigned char>(byte);
        value.kind = Kind::Real;
        value.real = std::bit_cast<double>(bits);
        break;
    }
    case 0x8a: case 0x8b: {
        const std::uint64_t size = number(code == 0x8a ? 1 : 4);
        if (size > 8) { // the state of a random generator; no tensor needs it
            take(size);
            value.kind = Kind::Opaque;
            break;
        }
        std::uint64_t bits = number(size);
        if (size > 0 && size < 8 && (bits >> (8 * size - 1)) != 0)
            bits |= ~std::uint64_t{0} << (8 * size);
        value.integer = static_cast<std::int64_t>(bits);
        break;
    }
    default: return false;
    }
    push(std::move(value));
    return true;
}

bool PickleMachine::readText(unsigned char code)
{
    std::size_t sizeBytes = 0;
    switch (code) {
    case 'X': case 'T': case 'B': sizeBytes = 4; break;
    case 0x8c: case 'U': case 'C': sizeBytes = 1; break;
    case 0x8d: case 0x8e: sizeBytes = 8; break;
    default: return false;
    }
    push({Kind::Text, 0, 0, std::string(take(number(sizeBytes))), {}});
    return true;
}

bool PickleMachine::readContainer(unsigned char code)
{
    const auto add = [&](Kind kind, const std::vector<std::size_t>& values) {
        if (m_stack.empty())
            refuse("its stack is empty");
        PickleValue& target = container(m_stack.back(), kind);
        if (target.kind == kind)
            target.values.insert(target.values.end(), values.begin(), values.end());
    };
    switch (code) {
    case '}': push({Kind::Dictionary, 0, 0, {}, {}}); break;
    case ']': case ')': case 0x8f: push({Kind::Sequence, 0, 0, {}, {}}); break;
    case '(': m_marks.push_back(m_stack.size()); break;
    case 't': case 'l': case 0x91: {
        std::vector<std::size_t> values = popToMark();
        push({Kind::Sequence, 0, 0, {}, std::move(values)});
        break;
    }
    case 0x85: case 0x86: case 0x87: {
        std::vector<std::size_t> values(static_cast<std::size_t>(code) - 0x84);
        for (std::size_t i = values.size(); i-- > 0;)
            values[i] = pop();
        push({Kind::Sequence, 0, 0, {}, std::move(values)});
        break;
    }
    case 'a': { const std::size_t value = pop(); add(Kind::Sequence, {value}); break; }
    case 'e': case 0x90: { const auto values = popToMark(); add(Kind::Sequence, values); break; }
    case 's': {
        const std::size_t value = pop(), key = pop();
        add(Kind::Dictionary, {key, value});
        break;
    }
    case 'u': {
        const auto values = popToMark();
        if (values.size() % 2 != 0)
            refuse("a dictionary has a key without a value");
        add(Kind::Dictionary, values);
        break;
    }
    default: return false;
    }
    return true;
}

bool PickleMachine::readMemo(unsigned char code)
{
    const auto top = [&] {
        if (m_stack.empty())
            refuse("its stack is empty");
        return m_stack.back();
    };
    const auto recall = [&](std::uint64_t key) {
        const auto found = m_memo.find(key);
        if (found == m_memo.end())
            refuse("it refers to a value that it has not stored");
        m_stack.push_back(found->second);
    };
    switch (code) {
    case 'q': m_memo[number(1)] = top(); break;
    case 'r': m_memo[number(4)] = top(); break;
    case 0x94: { const std::uint64_t key = m_memo.size(); m_memo[key] = top(); break; }
    case 'h': recall(number(1)); break;
    case 'j': recall(number(4)); break;
    case '0': pop(); break;
    case '1': popToMark(); break;
    case '2': m_stack.push_back(top()); break;
    default: return false;
    }
    return true;
}

void PickleMachine::reduce()
{
    const std::size_t arguments = pop(), callable = pop();
    if (m_arena[callable].kind != Kind::Global || m_arena[arguments].kind != Kind::Sequence)
        return pushOpaque(callable);
    const std::string name = m_arena[callable].text;
    if (name.starts_with("torch._utils _rebuild_") && m_arena[arguments].values.size() > kMaxArguments)
        refuse("a tensor has too many arguments");
    if (name == "collections OrderedDict" || name == "collections defaultdict")
        push({Kind::Dictionary, 0, 0, {}, {}});
    else if (name == "torch._utils _rebuild_tensor_v2" || name == "torch._utils _rebuild_tensor")
        push({Kind::Tensor, 0, 0, {}, std::vector<std::size_t>(m_arena[arguments].values)});
    else if (name == "torch._utils _rebuild_parameter" && !m_arena[arguments].values.empty())
        m_stack.push_back(m_arena[arguments].values.front());
    else
        pushOpaque(callable);
}

void PickleMachine::pushOpaque(std::size_t callable)
{
    const bool named = m_arena[callable].kind == Kind::Global;
    if (named && m_refused.size() < kMaxRefused)
        m_refused.insert(dotted(m_arena[callable].text));
    push({Kind::Opaque, 0, 0, {}, named ? std::vector<std::size_t>{callable} : std::vector<std::size_t>{}});
}

std::string PickleMachine::className(const PickleValue& value) const
{
    return value.values.empty() ? "an object" : "'" + dotted(m_arena[value.values.front()].text) + "'";
}

bool PickleMachine::readObject(unsigned char code)
{
    switch (code) {
    case 'c': {
        const std::string module = line(), name = line();
        if (module.size() + name.size() > kMaxName)
            refuse("the name of a class is too long");
        push({Kind::Global, 0, 0, module + " " + name, {}});
        break;
    }
    case 0x93: {
        const std::size_t name = pop(), module = pop();
        if (m_arena[module].text.size() + m_arena[name].text.size() > kMaxName)
            refuse("the name of a class is too long");
        push({Kind::Global, 0, 0, m_arena[module].text + " " + m_arena[name].text, {}});
        break;
    }
    case 'R': reduce(); break;
    case 0x92: pop(); [[fallthrough]]; // NEWOBJ_EX: NEWOBJ with named arguments
    case 0x81: { // NEWOBJ: a class that we do not make
        pop();
        pushOpaque(pop());
        break;
    }
    case 'b': pop(); break; // BUILD: state of an object (or an OrderedDict's _metadata), not needed
    case 'Q': {
        const std::size_t id = pop();
        if (m_arena[id].values.size() > kMaxArguments)
            refuse("a storage has too many parts");
        push({Kind::Storage, 0, 0, {}, m_arena[id].values});
        break;
    }
    default: return false;
    }
    return true;
}

std::size_t PickleMachine::run()
{
    for (;;) {
        const auto code = static_cast<unsigned char>(take(1)[0]);
        if (code == 0x80) {
            const std::uint64_t protocol = number(1);
            if (protocol < 2 || protocol > 4)
                refuse(fmt::format("protocol {} is not known", protocol));
        } else if (code == 0x95) {
            number(8); // FRAME: only a hint
        } else if (code == '.') {
            return pop();
        } else if (!readNumber(code) && !readText(code) && !readContainer(code) && !readMemo(code) && !readObject(code)) {
            throw ErrorException(ErrorCode::Unsupported, "cannot read the pickle of a checkpoint", m_where,
                fmt::format("byte {}: opcode 0x{:02x} is not one that tensors need", m_position - 1, code));
        }
    }
}

} // namespace fulcrum::weights
