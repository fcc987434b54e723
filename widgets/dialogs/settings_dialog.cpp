// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/settings_dialog.h"

#include "core/jobs/job.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/form_sections.h"
#include "widgets/dialogs/shortcut_editor.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTimer>
#include <thread>

namespace fulcrum::dialogs {

namespace {

constexpr int kListWidth = 150;
constexpr int kCacheMilliseconds = 1000;

QFormLayout* formOn(QWidget* page)
{
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(12);
    form->setHorizontalSpacing(16);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    return form;
}

void addRow(QFormLayout* form, const QString& text, QWidget* field, const QString& note = {})
{
    auto* label = theme::label(text, theme::Text::Body);
    label->setBuddy(field);
    field->setAccessibleName(text);
    form->addRow(label, field);
    if (note.isEmpty())
        return;
    auto* below = theme::label(note, theme::Text::Small, nullptr, true);
    below->setMinimumWidth(360);
    form->addRow(QString(), below);
}

QSpinBox* spin(int least, int most, int value, const QString& suffix, const QString& none)
{
    auto* box = new QSpinBox;
    box->setRange(least, most);
    box->setValue(value);
    box->setSuffix(suffix);
    box->setSpecialValueText(none);
    box->setMinimumWidth(160);
    return box;
}

} // namespace

SettingsDialog::SettingsDialog(bridge::Settings* settings, bridge::ActionRegistry* actions,
    bridge::ThumbnailProvider* thumbnails, const jobs::JobRegistry& jobs, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_thumbnails(thumbnails), m_list(new QListWidget), m_pages(new QStackedWidget),
      m_shortcuts(new ShortcutEditor(actions, settings))
{
    setWindowTitle(tr("Settings"));
    resize(860, 600);
    m_list->setFixedWidth(kListWidth);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setAccessibleName(tr("Pages of the settings"));
    add(tr("General"), makeGeneral());
    add(tr("Data and cache"), makeData());
    add(tr("Devices"), makeDevices());
    add(tr("Charts"), makeCharts());
    add(tr("Shortcuts"), m_shortcuts);
    add(tr("Advanced"), makeAdvanced(jobs));
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    auto* row = new QHBoxLayout;
    row->setSpacing(24);
    row->addWidget(m_list);
    row->addWidget(m_pages, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(16);
    column->addLayout(row, 1);
    column->addWidget(buttons);
    showPage(General);
}

void SettingsDialog::add(const QString& title, QWidget* page)
{
    m_list->addItem(title);
    auto* holder = new QWidget;
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    column->addWidget(theme::label(title, theme::Text::Title));
    column->addWidget(page, 1);
    m_pages->addWidget(holder);
}

void SettingsDialog::showPage(Page page) { m_list->setCurrentRow(page); }

QWidget* SettingsDialog::makeGeneral()
{
    auto* page = new QWidget;
    QFormLayout* form = formOn(page);
    auto* language = new QComboBox;
    language->addItem(tr("As the system"), QString());
    language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    language->addItem(QStringLiteral("简体中文"), QStringLiteral("zh_CN"));
    language->setCurrentIndex(std::max(0, language->findData(m_settings->language())));
    connect(language, &QComboBox::currentIndexChanged, this, [this,
        language] { m_settings->setLanguage(language->currentData().toString()); });
    addRow(form, tr("Language"), language, tr("Takes effect when Fulcrum is started again."));
    auto* look = new QComboBox;
    for (const auto& [choice, text] : {std::pair(theme::Choice::System, tr("As the system")), std::pair(theme::Choice::Light, tr("Light")),
             std::pair(theme::Choice::Dark, tr("Dark"))})
        look->addItem(text, theme::choiceName(choice));
    look->setCurrentIndex(std::max(0, look->findData(m_settings->theme())));
    connect(look, &QComboBox::currentIndexChanged, this, [this, look] { m_settings->setTheme(look->currentData().toString()); });
    addRow(form, tr("Theme"), look);
    auto* restore = new QCheckBox(tr("Open what was open when Fulcrum was closed"));
    restore->setChecked(m_settings->restoreSession());
    connect(restore, &QCheckBox::toggled, m_settings, &bridge::Settings::setRestoreSession);
    addRow(form, tr("Session"), restore);
    return page;
}

QWidget* SettingsDialog::makeData()
{
    auto* page = new QWidget;
    QFormLayout* form = formOn(page);
    auto* cap = spin(0, 1024 * 1024, m_settings->cacheCapMiB(), tr(" MiB"), tr("no cache"));
    cap->setSingleStep(128);
    connect(cap, &QSpinBox::valueChanged, m_settings, &bridge::Settings::setCacheCapMiB);
    addRow(form, tr("Thumbnails on the disk"), cap, tr("The pictures that were not looked at for the longest time go first."));
    auto* row = new QWidget;
    auto* inside = new QHBoxLayout(row);
    inside->setContentsMargins(0, 0, 0, 0);
    m_cache = theme::label({}, theme::Text::Body);
    m_cache->setMinimumWidth(160);
    inside->addWidget(m_cache);
    auto* clear = new QPushButton(tr("Clear"));
    clear->setAutoDefault(false);
    clear->setToolTip(tr("Remove all thumbnails; they are made again when they are looked at"));
    connect(clear, &QPushButton::clicked, this, [this] {
        m_thumbnails->clearDisk();
        showCache();
    });
    inside->addWidget(clear);
    addRow(form, tr("In use"), row);
    auto* timer = new QTimer(this); // clearing and counting happen on another thread
    timer->setInterval(kCacheMilliseconds);
    connect(timer, &QTimer::timeout, this, &SettingsDialog::showCache);
    timer->start();
    showCache();
    return page;
}

void SettingsDialog::showCache()
{
    m_cache->setText(m_thumbnails ? bridge::fileSize(static_cast<std::uint64_t>(std::max<qint64>(0, m_thumbnails->diskUsed())))
        : QString());
}

QWidget* SettingsDialog::makeDevices()
{
    auto* page = new QWidget;
    QFormLayout* form = formOn(page);
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    auto* threads = spin(0, cores, m_settings->threads(), QString(), tr("all %n cores", nullptr, cores));
    connect(threads, &QSpinBox::valueChanged, m_settings, &bridge::Settings::setThreads);
    addRow(form, tr("Threads of new jobs"), threads);
    auto* device = new QComboBox;
    QStringList reasons;
    for (const DeviceChoice& choice : deviceChoices()) {
        device->addItem(choice.text, choice.id);
        if (choice.reason.isEmpty())
            continue;
        qobject_cast<QStandardItemModel*>(device->model())->item(device->count() - 1)->setEnabled(false);
        device->setItemData(device->count() - 1, choice.reason, Qt::ToolTipRole);
        reasons.append(choice.reason);
    }
    device->setCurrentIndex(std::max(0, device->findData(m_settings->device())));
    connect(device, &QComboBox::currentIndexChanged, this, [this, device] { m_settings->setDevice(device->currentData().toString()); });
    addRow(form, tr("Device of new jobs"), device, reasons.join(u'\n'));
    auto* guard = spin(0, 1024 * 1024, m_settings->memoryGuardMiB(), tr(" MiB"), tr("off"));
    guard->setSingleStep(256);
    connect(guard, &QSpinBox::valueChanged, m_settings, &bridge::Settings::setMemoryGuardMiB);
    addRow(form, tr("Memory guard"), guard, tr("Jobs pause at the end of their unit when less memory than this is free."));
    return page;
}

QWidget* SettingsDialog::makeCharts()
{
    auto* page = new QWidget;
    QFormLayout* form = formOn(page);
    auto* palette = new QComboBox;
    palette->addItem(tr("Standard (Okabe-Ito)"), false);
    palette->addItem(tr("High contrast"), true);
    palette->setCurrentIndex(m_settings->highContrastCharts() ? 1 : 0);
    connect(palette, &QComboBox::currentIndexChanged, this,
        [this, palette] { m_settings->setHighContrastCharts(palette->currentData().toBool()); });
    addRow(form, tr("Colours"), palette, tr("In the light theme. Markers and dashes tell the series apart as well."));
    return page;
}

/// The parity switches of all kinds, as new forms begin with them.
QWidget* SettingsDialog::makeAdvanced(const jobs::JobRegistry& jobs)
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 12, 0);
    column->setSpacing(8);
    column->addWidget(theme::label(tr("Where the published code has a quirk, Fulcrum has both behaviours. New forms begin with these; a run remembers "
                                      "what it was made with, and shows it."),
        theme::Text::Body, nullptr, true));
    const nlohmann::json chosen = m_settings->formDefaults();
    QStringList seen;
    for (const auto& kind : jobs.kinds())
        for (const jobs::Field& field : kind->fields) {
            const QString name = QString::fromStdString(field.name);
            if (parityNote(field.name).isEmpty() || seen.contains(name))
                continue;
            seen.append(name);
            auto* caption = theme::label(QStringLiteral("%1 (%2)").arg(FieldEditor::caption(field.name),
                models::JobListModel::kindText(kind->name)), theme::Text::Heading);
            auto* editor = new FieldEditor(field, {});
            editor->setObjectName(QStringLiteral("parity.") + name);
            if (chosen.contains(field.name))
                editor->setValue(chosen.at(field.name));
            connect(editor, &FieldEditor::changed, this, [this, editor, name] {
                const nlohmann::json value = editor->value();
                m_settings->setParity(name, value == editor->field().defaultValue ? nlohmann::json() : value);
            });
            column->addWidget(caption);
            column->addWidget(editor);
        }
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return scroll;
}

} // namespace fulcrum::dialogs
