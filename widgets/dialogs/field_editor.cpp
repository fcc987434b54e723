// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/field_editor.h"

#include "widgets/bridge/core_text.h"
#include "widgets/dialogs/form_sections.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

namespace fulcrum::dialogs {

namespace {

using jobs::FieldType;

QString plain(const nlohmann::json& value)
{
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

QString joined(const nlohmann::json& list)
{
    QStringList parts;
    for (const nlohmann::json& one : list)
        parts.append(plain(one));
    return parts.join(QStringLiteral(", "));
}

constexpr int kPublishedShots[] = {0, 1, 2, 3, 4, 6, 8};
constexpr double kDecades = 1e3; // a range that wide is stepped by factors
constexpr int kPage = 10;

QToolButton* extra(const QString& icon, const QString& tip)
{
    auto* button = new QToolButton;
    button->setIcon(theme::icon(icon));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setAutoRaise(true);
    button->setMinimumSize(32, 32);
    return button;
}

struct DeviceTexts
{
    Q_DECLARE_TR_FUNCTIONS(DeviceChoices)
};

/// The neighbour of a value in 1, 2, 5, 10, 20, ...
double nextOfDecade(double value, bool up)
{
    const double decade = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
    const double digit = value / decade;
    constexpr double kDigits[] = {0.5, 1, 2, 5, 10};
    if (up) {
        for (const double one : kDigits)
            if (one > digit * (1 + 1e-6))
                return one * decade;
        return 20 * decade;
    }
    for (int i = static_cast<int>(std::size(kDigits)) - 1; i >= 0; --i)
        if (kDigits[i] < digit * (1 - 1e-6))
            return kDigits[i] * decade;
    return 0.2 * decade;
}

} // namespace

QVector<DeviceChoice> deviceChoices()
{
    QVector<DeviceChoice> choices {{QStringLiteral("auto"), DeviceTexts::tr("auto (the first GPU, else the processor)"), {}},
        {QStringLiteral("cpu"), DeviceTexts::tr("cpu"), {}}};
    const QStringList gpus = QDir(QStringLiteral("/proc/driver/nvidia/gpus")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    if (gpus.isEmpty())
        choices.append({QStringLiteral("cuda:0"), DeviceTexts::tr("cuda:0 (not here)"),
            DeviceTexts::tr("No CUDA device: there is no NVIDIA driver")});
    for (int i = 0; i < gpus.size(); ++i)
        choices.append({QStringLiteral("cuda:%1").arg(i), QStringLiteral("cuda:%1").arg(i), {}});
    return choices;
}

double FieldEditor::stepped(const jobs::Field& field, double value, int steps)
{
    double next = value;
    if (field.type == FieldType::Integer) {
        next = value + steps;
    } else if (value > 0 && (value < 0.01 || (field.minimum > 0 && field.maximum / field.minimum >= kDecades))) {
        for (int i = 0; i < std::abs(steps); ++i)
            next = nextOfDecade(next, steps > 0);
    } else {
        const double range = field.maximum - field.minimum;
        next = value + steps * (range <= 100 ? range / 100 : 1);
    }
    return std::clamp(next, field.minimum, field.maximum);
}

QString FieldEditor::caption(const std::string& name)
{
    QString text = QString::fromStdString(name).replace(u'_', u' ');
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    text.replace(QStringLiteral("Lvlm"), QStringLiteral("LVLM")).replace(QStringLiteral("Dm "), QStringLiteral("D_M "));
    text.replace(QStringLiteral("Icd "), QStringLiteral("ICD "));
    return bridge::coreText(text.toStdString());
}

FieldEditor::FieldEditor(const jobs::Field& field, const QVector<RunChoice>& runs, QWidget* parent)
    : QWidget(parent), m_field(field), m_help(theme::label({}, theme::Text::Small, nullptr, true)),
      m_note(theme::label({}, theme::Text::Small, nullptr, true)), m_problem(theme::label({}, theme::Text::Small, nullptr, true))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    QWidget* control = makeControl(runs);
    QWidget* named = m_check ? static_cast<QWidget*>(m_check) : m_line ? static_cast<QWidget*>(m_line) : control;
    named->setToolTip(bridge::coreText(field.description));
    named->setAccessibleName(caption(field.name));
    named->setAccessibleDescription(bridge::coreText(field.description));
    addChips(row);
    row->addWidget(control, 1);
    addExtras(row);
    layout->addLayout(row);
    for (QLabel* label : {m_help, m_note, m_problem}) {
        label->setTextFormat(Qt::PlainText); // "<A>" is no tag
        label->hide();
        layout->addWidget(label);
    }
    if (!field.defaultValue.is_null() && field.type != FieldType::RunList) // runs come with their own preselection
        setValue(field.defaultValue);
    connect(this, &FieldEditor::changed, this, &FieldEditor::showHelp);
    showHelp();
}

QWidget* FieldEditor::makeControl(const QVector<RunChoice>& runs)
{
    switch (m_field.type) {
    case FieldType::Boolean: return makeFlag();
    case FieldType::Choice: {
        m_combo = new QComboBox;
        for (const std::string& choice : m_field.choices)
            m_combo->addItem(QString::fromStdString(choice));
        connect(m_combo, &QComboBox::currentIndexChanged, this, &FieldEditor::changed);
        return m_combo;
    }
    case FieldType::RunList: {
        QWidget* list = makeChecks({});
        setRuns(runs);
        return list;
    }
    case FieldType::TextList:
        if (!m_field.choices.empty()) {
            QVector<QPair<QString, QVariant>> entries;
            for (const std::string& choice : m_field.choices)
                entries.append({QString::fromStdString(choice), QString::fromStdString(choice)});
            return makeChecks(entries);
        }
        return makeLine(tr("Words, separated by commas"));
    case FieldType::IntegerList: return makeLine(tr("Numbers, separated by commas"));
    case FieldType::Text:
        if (m_field.name == "device")
            return makeDevices();
        if (m_field.name == "prompt_template")
            return makeText();
        return makeLine(m_field.folder ? tr("The project's own") : m_field.name == "name" ? tr("Made from the settings") : QString());
    default: return makeLine(m_field.defaultValue.is_null() ? tr("Required") : QString());
    }
}

QWidget* FieldEditor::makeLine(const QString& placeholder)
{
    m_line = new QLineEdit;
    m_line->setPlaceholderText(placeholder);
    m_line->setMaxLength(m_field.type == FieldType::IntegerList ? 20'000'000 : static_cast<int>(std::min<std::size_t>(m_field.maxLength,
        4096)));
    if (m_field.type == FieldType::Integer || m_field.type == FieldType::Number)
        m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &FieldEditor::changed);
    return m_line;
}

/// Several lines.
QWidget* FieldEditor::makeText()
{
    constexpr int kLines = 3;
    m_text = new QPlainTextEdit;
    m_text->setPlaceholderText(tr("The published template of the model"));
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * kLines + 20);
    connect(m_text, &QPlainTextEdit::textChanged, this, &FieldEditor::changed);
    return m_text;
}

QWidget* FieldEditor::makeFlag()
{
    auto* content = new QWidget;
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 4, 0, 4);
    m_check = new QCheckBox;
    row->addWidget(m_check, 0, Qt::AlignTop);
    row->addWidget(theme::label(bridge::coreText(m_field.description), theme::Text::Body, nullptr, true), 1);
    connect(m_check, &QCheckBox::toggled, this, &FieldEditor::changed);
    return content;
}

QWidget* FieldEditor::makeDevices()
{
    m_combo = new QComboBox;
    m_combo->setEditable(true);
    m_combo->setInsertPolicy(QComboBox::NoInsert);
    auto* model = qobject_cast<QStandardItemModel*>(m_combo->model());
    for (const DeviceChoice& choice : deviceChoices()) {
        m_combo->addItem(choice.id);
        QStandardItem* item = model->item(m_combo->count() - 1);
        item->setEnabled(choice.reason.isEmpty());
        item->setToolTip(choice.reason.isEmpty() ? choice.text : choice.reason);
        if (!choice.reason.isEmpty())
            item->setText(QStringLiteral("%1 – %2").arg(choice.id, choice.reason));
    }
    connect(m_combo, &QComboBox::currentTextChanged, this, &FieldEditor::changed);
    return m_combo;
}

/// The published numbers of demonstrations as buttons in front of the line, which takes any other.
void FieldEditor::addChips(QHBoxLayout* row)
{
    if (m_field.name != "shots" || m_field.type != FieldType::IntegerList)
        return;
    for (const int shots : kPublishedShots) {
        auto* chip = new QToolButton;
        chip->setText(QString::number(shots));
        chip->setCheckable(true);
        chip->setMinimumSize(30, 30);
        chip->setProperty("shots", shots);
        chip->setAccessibleName(tr("%n demonstrations", nullptr, shots));
        connect(chip, &QToolButton::clicked, this, [this, shots](bool on) {
            nlohmann::json list = value();
            list.erase(std::remove(list.begin(), list.end(), nlohmann::json(shots)), list.end());
            if (on)
                list.push_back(shots);
            std::sort(list.begin(), list.end());
            setValue(list);
        });
        row->addWidget(chip);
        m_chips.append(chip);
    }
    connect(this, &FieldEditor::changed, this, [this] {
        const nlohmann::json list = value();
        for (QToolButton* chip : m_chips)
            chip->setChecked(std::find(list.begin(), list.end(), nlohmann::json(chip->property("shots").toInt())) != list.end());
    });
}

void FieldEditor::addExtras(QHBoxLayout* row)
{
    if (m_field.name == "seed" || m_field.name == "seeds") {
        QToolButton* dice = extra(QStringLiteral("dice"), tr("Draw: %1").arg(caption(m_field.name)));
        connect(dice, &QToolButton::clicked, this, &FieldEditor::rollDice);
        row->addWidget(dice);
    }
    if (m_field.folder) {
        QToolButton* browse = extra(QStringLiteral("folder"), tr("Choose: %1").arg(caption(m_field.name)));
        connect(browse, &QToolButton::clicked, this, &FieldEditor::chooseFolder);
        row->addWidget(browse);
    }
}

/// Other seeds, as many as there are.
void FieldEditor::rollDice()
{
    const auto draw = [] { return static_cast<std::int64_t>(QRandomGenerator::global()->bounded(2147483647)); };
    if (m_field.type == FieldType::Integer) {
        setValue(draw());
        return;
    }
    nlohmann::json seeds = nlohmann::json::array();
    for (std::size_t i = 0; i < std::max<std::size_t>(1, value().size()); ++i)
        seeds.push_back(draw());
    setValue(seeds);
}

void FieldEditor::chooseFolder()
{
    const QString chosen = QFileDialog::getExistingDirectory(this, caption(m_field.name), m_line->text());
    if (!chosen.isEmpty())
        m_line->setText(chosen);
}

void FieldEditor::showHelp()
{
    const QString help = fieldHelp(m_field.name, value()), parity = parityNote(m_field.name);
    QStringList lines;
    if (!help.isEmpty())
        lines.append(help);
    if (!parity.isEmpty())
        lines.append((isAsPublished(m_field.name, value()) ? tr("As published. ") : tr("Corrected. ")) + parity);
    m_help->setText(lines.join(u'\n'));
    m_help->setVisible(!lines.isEmpty());
}

void FieldEditor::setNote(const QString& text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void FieldEditor::focusControl()
{
    QWidget* control = m_check ? static_cast<QWidget*>(m_check)
        : m_combo              ? static_cast<QWidget*>(m_combo)
        : m_line               ? static_cast<QWidget*>(m_line)
        : m_text               ? static_cast<QWidget*>(m_text)
                               : static_cast<QWidget*>(m_list);
    control->setFocus(Qt::OtherFocusReason);
    if (m_line)
        m_line->selectAll();
}

bool FieldEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int steps = key == Qt::Key_Up ? 1 : key == Qt::Key_Down ? -1 : key == Qt::Key_PageUp ? kPage : key == Qt::Key_PageDown
            ? -kPage : 0;
        const nlohmann::json now = value();
        if (steps != 0 && now.is_number()) {
            const double next = stepped(m_field, now.get<double>(), steps);
            setValue(m_field.type == FieldType::Integer ? nlohmann::json(static_cast<std::int64_t>(next)) : nlohmann::json(next));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

QWidget* FieldEditor::makeChecks(const QVector<QPair<QString, QVariant>>& entries)
{
    m_list = new QListWidget;
    for (const auto& [text, entry] : entries)
        addCheck(text, entry, false);
    fitChecks();
    connect(m_list, &QListWidget::itemChanged, this, &FieldEditor::changed);
    return m_list;
}

void FieldEditor::addCheck(const QString& text, const QVariant& entry, bool on)
{
    auto* item = new QListWidgetItem(text, m_list);
    item->setData(Qt::UserRole, entry);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
}

void FieldEditor::fitChecks() { m_list->setFixedHeight(std::clamp(m_list->count(), 2, 6) * 28 + 8); }

/// What was typed as a JSON number, or as text that the check of the table will refuse with a reason.
nlohmann::json FieldEditor::numberFrom(const QString& text) const
{
    const QString trimmed = text.trimmed();
    bool good = false;
    const bool whole = m_field.type == FieldType::Integer || m_field.type == FieldType::IntegerList;
    if (whole) {
        const qlonglong number = trimmed.toLongLong(&good);
        return good ? nlohmann::json(static_cast<std::int64_t>(number)) : nlohmann::json(trimmed.toStdString());
    }
    const double number = trimmed.toDouble(&good);
    return good ? nlohmann::json(number) : nlohmann::json(trimmed.toStdString());
}

nlohmann::json FieldEditor::value() const
{
    if (m_check)
        return m_check->isChecked();
    if (m_combo)
        return m_combo->currentText().toStdString();
    if (m_list) {
        nlohmann::json list = nlohmann::json::array();
        for (int row = 0; row < m_list->count(); ++row) {
            if (m_list->item(row)->checkState() != Qt::Checked)
                continue;
            const QVariant entry = m_list->item(row)->data(Qt::UserRole);
            if (m_field.type == FieldType::RunList)
                list.push_back(static_cast<std::int64_t>(entry.toLongLong()));
            else
                list.push_back(entry.toString().toStdString());
        }
        return list;
    }
    switch (m_field.type) {
    case FieldType::Integer:
    case FieldType::Number: return numberFrom(m_line->text());
    case FieldType::IntegerList:
    case FieldType::TextList: {
        nlohmann::json list = nlohmann::json::array();
        for (const QString& part : m_line->text().split(u',', Qt::SkipEmptyParts))
            list.push_back(m_field.type == FieldType::IntegerList ? numberFrom(part)
                                                                   : nlohmann::json(part.trimmed().toStdString()));
        return list;
    }
    default: return (m_text ? m_text->toPlainText() : m_line->text()).toStdString();
    }
}

void FieldEditor::setValue(const nlohmann::json& value)
{
    if (m_check) {
        m_check->setChecked(value.is_boolean() && value.get<bool>());
    } else if (m_combo) {
        m_combo->setCurrentText(plain(value));
    } else if (m_list) {
        for (int row = 0; row < m_list->count(); ++row) {
            const QString entry = m_list->item(row)->data(Qt::UserRole).toString();
            const bool on = std::any_of(
                value.begin(), value.end(), [&entry](const nlohmann::json& one) { return plain(one) == entry; });
            m_list->item(row)->setCheckState(on ? Qt::Checked : Qt::Unchecked);
        }
    } else if (m_text) {
        m_text->setPlainText(plain(value));
    } else {
        m_line->setText(value.is_array() ? joined(value) : plain(value));
    }
}

void FieldEditor::setRuns(const QVector<RunChoice>& runs)
{
    const QSignalBlocker oneSignal(m_list);
    m_list->clear();
    for (const RunChoice& run : runs)
        addCheck(run.text, static_cast<qlonglong>(run.id), run.preselected);
    fitChecks();
    Q_EMIT changed();
}

void FieldEditor::setProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    QPalette p = palette();
    for (const QPalette::ColorRole role : {QPalette::PlaceholderText, QPalette::WindowText})
        p.setColor(role, theme::toneColor(p, theme::Tone::Bad));
    m_problem->setPalette(p);
}

} // namespace fulcrum::dialogs
