// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/condition_editor.h"

#include "core/data/filter_pattern.h"
#include "widgets/bridge/filter_text.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScreen>

namespace fulcrum::views {

namespace {

using data::FieldKind;
using data::NumberTest;

constexpr int kWidth = 380;
constexpr int kMostShots = 8;

enum How { Is, Matches };

QComboBox* editable(const QStringList& values, const QString& text)
{
    auto* box = new QComboBox;
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->addItems(values);
    box->setEditText(text);
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    return box;
}

QString fromStd(const std::string& text) { return QString::fromStdString(text); }

QString idsText(const std::vector<std::int64_t>& ids)
{
    QStringList parts;
    for (const std::int64_t id : ids)
        parts.append(QString::number(id));
    return parts.join(QStringLiteral(", "));
}

std::vector<std::int64_t> idsFrom(const QString& text, bool* good)
{
    static const QRegularExpression separators(QStringLiteral("[\\s,;]+"));
    std::vector<std::int64_t> ids;
    *good = true;
    for (const QString& part : text.split(separators, Qt::SkipEmptyParts)) {
        bool number = false;
        ids.push_back(part.startsWith(u'#') ? part.mid(1).toLongLong(&number) : part.toLongLong(&number));
        *good &= number;
    }
    return ids;
}

} // namespace

ConditionEditor::ConditionEditor(const data::Condition& condition, const ConditionChoices& choices, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_before(condition), m_kind(data::fieldInfo(condition.field).kind),
      m_not(new QCheckBox(tr("Not: samples of which this does not hold"))),
      m_problem(theme::label({}, theme::Text::Small, nullptr, true)), m_apply(new QPushButton(tr("Apply")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMinimumWidth(kWidth);
    setMaximumWidth(kWidth);
    const QString title = bridge::fieldTitle(condition.field);
    setAccessibleName(title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(10);
    column->addWidget(theme::label(title, theme::Text::Heading));
    auto* help = theme::label(bridge::fieldHelp(condition.field), theme::Text::Small, nullptr, true);
    column->addWidget(help);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addFields(form, choices);
    column->addLayout(form);
    m_not->setChecked(condition.negated);
    column->addWidget(m_not);
    QPalette red = m_problem->palette();
    red.setColor(QPalette::PlaceholderText, theme::toneColor(palette(), theme::Tone::Bad));
    m_problem->setPalette(red);
    m_problem->hide();
    column->addWidget(m_problem);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new QPushButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QWidget::close);
    m_apply->setProperty(theme::kPrimaryProperty, true);
    connect(m_apply, &QPushButton::clicked, this, &ConditionEditor::apply);
    buttons->addWidget(cancel);
    buttons->addWidget(m_apply);
    column->addLayout(buttons);
    check();
}

void ConditionEditor::addFields(QFormLayout* form, const ConditionChoices& choices)
{
    switch (m_kind) {
    case FieldKind::Words:
    case FieldKind::Similar:
    case FieldKind::Pattern:
    case FieldKind::Ids:
        m_line = new QLineEdit(m_kind == FieldKind::Ids ? idsText(m_before.ids) : fromStd(m_before.text));
        m_line->setAccessibleName(bridge::fieldTitle(m_before.field));
        form->addRow(m_line);
        connect(m_line, &QLineEdit::textChanged, this, &ConditionEditor::check);
        break;
    case FieldKind::Text: addText(form, choices.values); break;
    case FieldKind::Score:
        m_value = editable(choices.runs, fromStd(m_before.text));
        form->addRow(tr("Run"), m_value);
        connect(m_value, &QComboBox::editTextChanged, this, &ConditionEditor::check);
        [[fallthrough]];
    case FieldKind::Used: addStrategy(form, choices); [[fallthrough]];
    case FieldKind::Number: addNumber(form); break;
    case FieldKind::Flag: break;
    }
    if (m_kind == FieldKind::Pattern || (m_kind == FieldKind::Text && m_how)) {
        m_case = new QCheckBox(tr("Upper and lower case differ"));
        m_case->setChecked(m_before.caseSensitive);
        form->addRow(m_case);
        if (m_how) {
            m_case->setVisible(m_how->currentData().toInt() == Matches);
            connect(m_how, &QComboBox::currentIndexChanged, m_case, [this] { m_case->setVisible(m_how->currentData().toInt() == Matches); });
        }
    }
}

void ConditionEditor::addText(QFormLayout* form, const QStringList& values)
{
    m_value = editable(values, fromStd(m_before.text));
    m_value->setAccessibleName(bridge::fieldTitle(m_before.field));
    connect(m_value, &QComboBox::editTextChanged, this, &ConditionEditor::check);
    if (data::fieldInfo(m_before.field).patterns) {
        m_how = new QComboBox;
        m_how->addItem(tr("is"), Is);
        m_how->addItem(tr("matches the expression"), Matches);
        m_how->setCurrentIndex(m_before.pattern ? Matches : Is);
        m_how->setAccessibleName(tr("Comparison"));
        connect(m_how, &QComboBox::currentIndexChanged, this, &ConditionEditor::check);
        form->addRow(m_how);
    }
    form->addRow(m_value);
}

void ConditionEditor::addStrategy(QFormLayout* form, const ConditionChoices& choices)
{
    m_strategy = new QComboBox;
    m_strategy->addItem(tr("any"), QString());
    for (const QString& strategy : choices.strategies)
        m_strategy->addItem(strategy, strategy);
    if (const QString now = fromStd(m_before.strategy); m_strategy->findData(now) < 0)
        m_strategy->addItem(now, now);
    m_strategy->setCurrentIndex(m_strategy->findData(fromStd(m_before.strategy)));
    form->addRow(tr("Strategy"), m_strategy);
    m_shots = new QComboBox;
    m_shots->addItem(tr("any"), 0);
    for (int shots = 1; shots <= std::max(kMostShots, m_before.shots); ++shots)
        m_shots->addItem(QString::number(shots), shots);
    m_shots->setCurrentIndex(m_before.shots);
    form->addRow(tr("Shots"), m_shots);
}

void ConditionEditor::addNumber(QFormLayout* form)
{
    m_how = new QComboBox;
    using Op = NumberTest::Op;
    for (const auto& [op, text] : {std::pair(Op::Equal, tr("equals")), std::pair(Op::Between, tr("lies between")),
             std::pair(Op::Less, tr("is less than")), std::pair(Op::LessEqual, tr("is at most")),
             std::pair(Op::Greater, tr("is more than")), std::pair(Op::GreaterEqual, tr("is at least"))})
        m_how->addItem(text, static_cast<int>(op));
    m_how->setCurrentIndex(m_how->findData(static_cast<int>(m_before.number.op)));
    m_how->setAccessibleName(tr("Comparison"));
    const bool share = m_before.field == data::Field::Agreement;
    const auto spin = [&](double value) {
        auto* box = new QDoubleSpinBox;
        box->setRange(m_kind == FieldKind::Score ? -1e6 : 0, 1e9);
        box->setDecimals(share ? 2 : m_kind == FieldKind::Score ? 1 : 0);
        box->setSingleStep(share ? 0.1 : 1);
        box->setValue(value);
        connect(box, &QDoubleSpinBox::valueChanged, this, &ConditionEditor::check);
        return box;
    };
    m_low = spin(m_before.number.low);
    m_high = spin(m_before.number.high);
    m_and = new QLabel(tr("and"));
    m_low->setAccessibleName(tr("Number"));
    m_high->setAccessibleName(tr("Upper number"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_how);
    row->addWidget(m_low, 1);
    row->addWidget(m_and);
    row->addWidget(m_high, 1);
    form->addRow(row);
    const auto showHigh = [this] {
        const bool between = m_how->currentData().toInt() == static_cast<int>(Op::Between);
        m_high->setVisible(between);
        m_and->setVisible(between);
        check();
    };
    showHigh();
    connect(m_how, &QComboBox::currentIndexChanged, this, showHigh);
}

void ConditionEditor::popup(const QWidget* below)
{
    adjustSize();
    const QPoint wanted = below->mapToGlobal(QPoint(0, below->height() + 4));
    const QRect room = below->screen()->availableGeometry();
    move(std::clamp(wanted.x(), room.left(), std::max(room.left(), room.right() - width())),
        std::clamp(wanted.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    show();
    QWidget* first = m_line ? static_cast<QWidget*>(m_line) : m_value ? m_value : m_low ? static_cast<QWidget*>(m_low) : m_not;
    first->setFocus();
}

data::Condition ConditionEditor::condition() const
{
    data::Condition edited = m_before;
    edited.negated = m_not->isChecked();
    if (m_line && m_kind == FieldKind::Ids) {
        bool good = false;
        edited.ids = idsFrom(m_line->text(), &good);
    } else if (m_line && m_kind == FieldKind::Words) {
        edited.text = data::formatWords(data::parseWords(m_line->text().toStdString()));
    } else if (m_line) {
        edited.text = m_line->text().trimmed().toStdString();
    }
    if (m_value)
        edited.text = m_value->currentText().trimmed().toStdString();
    if (m_kind == FieldKind::Text)
        edited.pattern = m_how && m_how->currentData().toInt() == Matches;
    if (m_kind == FieldKind::Pattern)
        edited.pattern = true;
    edited.caseSensitive = edited.pattern && m_case && m_case->isChecked();
    if (m_strategy) {
        edited.strategy = m_strategy->currentData().toString().toStdString();
        edited.shots = m_shots->currentData().toInt();
    }
    if (m_low) {
        edited.number.op = static_cast<NumberTest::Op>(m_how->currentData().toInt());
        edited.number.low = m_low->value();
        edited.number.high = edited.number.op == NumberTest::Op::Between ? m_high->value() : 0;
    }
    return edited;
}

QString ConditionEditor::problem() const
{
    const data::Condition now = condition();
    if (m_kind == FieldKind::Ids) {
        bool good = false;
        if (idsFrom(m_line->text(), &good).empty() || !good)
            return tr("Type one or more ids, with commas between them.");
    } else if ((m_line || m_value) && now.text.empty()) {
        return tr("Type what to look for.");
    }
    if (now.pattern)
        if (const auto compiled = data::FilterPattern::compile(now.text, now.caseSensitive); !compiled)
            return QString::fromStdString(compiled.error().why);
    if (m_low && now.number.op == NumberTest::Op::Between && now.number.low > now.number.high)
        return tr("The first number must not be the larger one.");
    return {};
}

void ConditionEditor::check()
{
    const QString wrong = problem();
    m_apply->setEnabled(wrong.isEmpty());
    m_apply->setToolTip(wrong);
    // An empty field is no mistake yet.
    const bool empty = (m_line && m_line->text().isEmpty()) || (m_value && m_value->currentText().isEmpty());
    m_problem->setText(wrong);
    m_problem->setVisible(!wrong.isEmpty() && !empty);
    if (isVisible())
        adjustSize();
}

void ConditionEditor::apply()
{
    if (!problem().isEmpty())
        return;
    Q_EMIT applied(condition());
    close();
}

void ConditionEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        apply();
    else
        QFrame::keyPressEvent(event); // Escape closes a popup
}

} // namespace fulcrum::views
