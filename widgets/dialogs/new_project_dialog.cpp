// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/new_project_dialog.h"

#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

namespace {

constexpr int kFields = 13;
constexpr int kLevelRole = Qt::UserRole;

/// The fields that say what a configuration says.
QHash<QString, QString> textsOf(const project::ProjectConfig& config)
{
    QHash<QString, QString> texts {{QStringLiteral("encoder"), QString::fromStdString(config.encoder)}, {QStringLiteral("lvlm"), QString::fromStdString(config.lvlm)}};
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const QString prefix = QString::fromLatin1(data::splitName(split));
        const project::SplitFiles& files = config.files(split);
        for (const auto& [name, text] : {std::pair(".images", &files.images), {".captions", &files.captions}, {".questions", &files.vqaQuestions},
                 {".annotations", &files.vqaAnnotations}, {".vqaImages", &files.vqaImages}})
            texts.insert(prefix + QString::fromLatin1(name), QString::fromStdString(*text));
    }
    return texts;
}

} // namespace

NewProjectDialog::NewProjectDialog(QWidget* parent)
    : QDialog(parent), m_create(new QPushButton(tr("Create"))), m_status(theme::label({}, theme::Text::Body, nullptr, true))
{
    setWindowTitle(tr("New project"));
    resize(760, 620);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(10);
    layout->addWidget(theme::label(tr("New project from COCO or VQAv2"), theme::Text::Title));
    auto* hint = theme::label(tr("Choose the folder that the data lies in: Fulcrum looks what is there and what is missing. The files stay where they are."),
        theme::Text::Body, nullptr, true);
    theme::makeSecondary(hint);
    layout->addWidget(hint);
    layout->addWidget(makeData());
    layout->addWidget(m_findings, 2);
    layout->addWidget(makeFiles(), 3);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_status, 1);
    auto* cancel = new QPushButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_create->setProperty(theme::kPrimaryProperty, true);
    m_create->setDefault(true);
    connect(m_create, &QPushButton::clicked, this, &NewProjectDialog::choose);
    buttons->addWidget(m_create);
    layout->addLayout(buttons);
    check();
}

/// The folder to look at, how far that is, and what was found.
QWidget* NewProjectDialog::makeData()
{
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    m_data = new QLineEdit;
    m_data->setPlaceholderText(tr("Folder with the data: annotations, images, models"));
    m_data->setAccessibleName(tr("Folder with the data"));
    row->addWidget(m_data, 1);
    auto* browse = new QToolButton;
    browse->setIcon(theme::icon(QStringLiteral("folder")));
    browse->setToolTip(tr("Choose: %1").arg(tr("Folder with the data")));
    browse->setAccessibleName(browse->toolTip());
    connect(browse, &QToolButton::clicked, this, [this] {
        if (const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder with the data"), m_data->text()); !chosen.isEmpty())
            look(chosen);
    });
    row->addWidget(browse);
    m_look = new QPushButton(tr("Look"));
    m_look->setAutoDefault(false);
    m_look->setToolTip(tr("Look for COCO captions, Karpathy's split, VQAv2, images and models below this folder"));
    connect(m_look, &QPushButton::clicked, this, [this] { look(m_data->text().trimmed()); });
    connect(m_data, &QLineEdit::textChanged, this, &NewProjectDialog::check);
    row->addWidget(m_look);
    column->addLayout(row);
    m_work = new QWidget;
    auto* work = new QHBoxLayout(m_work);
    work->setContentsMargins(0, 0, 0, 0);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setMaximumWidth(160);
    m_progress->setAccessibleName(tr("Progress of looking at the folder"));
    work->addWidget(m_progress);
    m_workText = theme::label({}, theme::Text::Small);
    m_workText->setMinimumWidth(80);
    work->addWidget(m_workText, 1);
    auto* stop = new QToolButton;
    stop->setText(tr("Stop"));
    stop->setAutoRaise(true);
    connect(stop, &QToolButton::clicked, this, [this] {
        m_survey.cancel();
        m_looking = false;
        check();
    });
    work->addWidget(stop);
    column->addWidget(m_work);
    m_findings = new QListWidget;
    m_findings->setWordWrap(true);
    m_findings->setAccessibleName(tr("What was found"));
    m_findings->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_findings->setMinimumHeight(96);
    m_findings->setSpacing(2);
    return box;
}

QWidget* NewProjectDialog::makeFiles()
{
    auto* content = new QWidget;
    auto* form = new QFormLayout(content);
    form->setContentsMargins(0, 0, 8, 0);
    form->setVerticalSpacing(8);
    addPath(form, "folder", tr("Project folder (NAME.fulcrum)"), true);
    for (const auto& [split, name] : {std::pair("train", tr("train")), std::pair("val", tr("validation"))}) {
        const auto add = [&](const char* part, const QString& text, bool folder) {
            addPath(form, qPrintable(QString::fromLatin1(split) + QString::fromLatin1(part)), text, folder);
        };
        add(".images", tr("Images, %1").arg(name), true);
        add(".captions", tr("Captions, %1").arg(name), false);
        add(".questions", tr("VQA questions, %1").arg(name), false);
        add(".annotations", tr("VQA answers, %1").arg(name), false);
        add(".vqaImages", tr("VQA images, if others, %1").arg(name), true);
    }
    addPath(form, "encoder", tr("Encoder folder (CLIP)"), true);
    addPath(form, "lvlm", tr("Vision-language model folder"), true);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumHeight(150);
    scroll->setWidget(content);
    return scroll;
}

void NewProjectDialog::look(const QString& folder)
{
    constexpr qint64 kEvery = 100; // milliseconds
    m_data->setText(folder);
    m_looking = true;
    m_findings->clear();
    check();
    project::ExamineOptions options;
    options.progress = [this, last = std::make_shared<QElapsedTimer>()](double share, std::string_view what) {
        if (last->isValid() && last->elapsed() < kEvery)
            return;
        last->start();
        QMetaObject::invokeMethod(this, [this, share, text = QString::fromUtf8(what.data(), static_cast<qsizetype>(what.size()))] {
            m_progress->setValue(static_cast<int>(1000 * share));
            m_workText->setText(m_workText->fontMetrics().elidedText(text, Qt::ElideMiddle, std::max(80, m_workText->width())));
        }, Qt::QueuedConnection);
    };
    m_survey.run(
        this,
        [path = bridge::toPath(folder), options](std::stop_token stop) mutable {
            options.stop = std::move(stop);
            return project::surveyFolder(path, options);
        },
        [this](const Result<project::FolderSurvey>& survey) { take(survey); });
}

void NewProjectDialog::take(const Result<project::FolderSurvey>& survey)
{
    m_looking = false;
    if (survey) {
        using Level = project::Finding::Level;
        for (const Level level : {Level::Error, Level::Warning, Level::Ok}) // what there is to do first
            for (const project::Finding& finding : survey->findings)
                if (finding.level == level)
                    showFinding(finding);
        const QHash<QString, QString> texts = textsOf(survey->config);
        for (auto one = texts.begin(); one != texts.end(); ++one)
            if (QLineEdit* edit = m_fields.value(one.key()); edit->text().isEmpty() || edit->text() == m_found.value(one.key()))
                edit->setText(one.value()); // what was typed stays
        m_found = texts;
        const QDir below(m_data->text());
        if (QLineEdit* folder = m_fields.value(QStringLiteral("folder")); folder->text().isEmpty() && !below.isRoot())
            folder->setText(QFileInfo(below.absolutePath()).absolutePath() + u'/' + below.dirName() + QStringLiteral(".fulcrum"));
    } else {
        const bridge::ErrorText error = bridge::errorText(survey.error());
        showFinding({project::Finding::Level::Error, error.title.toStdString(), error.detail.toStdString(), error.hint.toStdString()});
    }
    check();
    Q_EMIT looked();
}

/// How it is, what it is about, what would help, the first of what is wrong.
void NewProjectDialog::showFinding(const project::Finding& finding)
{
    using Level = project::Finding::Level;
    QStringList lines {QStringLiteral("%1: %2").arg(QString::fromStdString(finding.subject), QString::fromStdString(finding.message))};
    if (!finding.examples.empty()) {
        QStringList examples;
        for (const std::string& example : finding.examples)
            examples.append(QString::fromStdString(example));
        lines.append(examples.join(QStringLiteral(", ")) + (finding.count > finding.examples.size() ? QStringLiteral(", …") : QString()));
    }
    if (!finding.hint.empty())
        lines.append(QStringLiteral("→ %1").arg(QString::fromStdString(finding.hint)));
    const theme::Tone tone = finding.level == Level::Ok ? theme::Tone::Good : finding.level == Level::Warning ? theme::Tone::Warning : theme::Tone::Bad;
    const QString icon = finding.level == Level::Ok ? QStringLiteral("check") : finding.level == Level::Warning ? QStringLiteral("warning")
                                                                                                                : QStringLiteral("error");
    const QString level = finding.level == Level::Ok ? tr("good") : finding.level == Level::Warning ? tr("warning") : tr("error");
    auto* item = new QListWidgetItem(theme::iconPixmap(icon, 16, theme::toneColor(palette(), tone), devicePixelRatioF()), lines.join(u'\n'), m_findings);
    item->setData(kLevelRole, static_cast<int>(finding.level));
    item->setData(Qt::AccessibleTextRole, QStringLiteral("%1: %2").arg(level, item->text()));
    item->setToolTip(item->text());
}

void NewProjectDialog::addPath(QFormLayout* form, const char* name, const QString& text, bool folder)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* edit = new QLineEdit;
    edit->setAccessibleName(text);
    connect(edit, &QLineEdit::textChanged, this, &NewProjectDialog::check);
    layout->addWidget(edit, 1);
    auto* browse = new QToolButton;
    browse->setIcon(theme::icon(QStringLiteral("folder")));
    browse->setToolTip(tr("Choose: %1").arg(text));
    browse->setAccessibleName(browse->toolTip());
    const bool isNew = qstrcmp(name, "folder") == 0;
    connect(browse, &QToolButton::clicked, this, [this, edit, text, folder, isNew] {
        const QString chosen = isNew ? QFileDialog::getSaveFileName(this, text, QStringLiteral("my-project.fulcrum"))
            : folder                 ? QFileDialog::getExistingDirectory(this, text)
                                     : QFileDialog::getOpenFileName(this, text, {}, tr("JSON (*.json)"));
        if (!chosen.isEmpty())
            edit->setText(chosen);
    });
    layout->addWidget(browse);
    form->addRow(text, row);
    m_fields.insert(QString::fromLatin1(name), edit);
}

QLineEdit* NewProjectDialog::field(const char* name) const { return m_fields.value(QString::fromLatin1(name)); }

project::ProjectConfig NewProjectDialog::config() const
{
    const auto text = [this](const QString& name) {
        const QString typed = m_fields.value(name)->text().trimmed();
        return typed.isEmpty() ? std::string() : QFileInfo(typed).absoluteFilePath().toStdString();
    };
    project::ProjectConfig config;
    config.name = QFileInfo(m_fields.value(QStringLiteral("folder"))->text().trimmed()).completeBaseName().toStdString();
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const QString prefix = QString::fromLatin1(data::splitName(split));
        project::SplitFiles& files = config.files(split);
        files.images = text(prefix + QStringLiteral(".images"));
        files.captions = text(prefix + QStringLiteral(".captions"));
        files.vqaQuestions = text(prefix + QStringLiteral(".questions"));
        files.vqaAnnotations = text(prefix + QStringLiteral(".annotations"));
        files.vqaImages = text(prefix + QStringLiteral(".vqaImages"));
    }
    config.encoder = text(QStringLiteral("encoder"));
    config.lvlm = text(QStringLiteral("lvlm"));
    return config;
}

QStringList NewProjectDialog::problems() const
{
    QStringList problems;
    const project::ProjectConfig chosen = config();
    if (field("folder")->text().trimmed().isEmpty())
        problems.append(tr("Choose where the project goes."));
    if (chosen.train.images.empty() || chosen.validation.images.empty())
        problems.append(tr("Choose the image folders of both splits."));
    if (chosen.tasks().empty())
        problems.append(tr("Choose the captions, or questions and answers, of both splits."));
    return problems;
}

void NewProjectDialog::check()
{
    if (m_fields.size() < kFields)
        return; // the rest is still being made
    const QStringList missing = problems();
    const QString folder = m_data->text().trimmed();
    m_look->setEnabled(!m_looking && !folder.isEmpty());
    m_look->setText(m_findings->count() > 0 ? tr("Look again") : tr("Look"));
    m_work->setVisible(m_looking);
    m_findings->setVisible(m_findings->count() > 0);
    m_create->setEnabled(missing.isEmpty() && !m_looking);
    m_create->setToolTip(m_looking ? tr("The folder is still being looked at.") : missing.value(0));
    m_status->setText(m_looking ? QString() : missing.value(0));
}

void NewProjectDialog::choose()
{
    QString folder = QFileInfo(field("folder")->text().trimmed()).absoluteFilePath();
    if (!folder.endsWith(u".fulcrum"))
        folder += QStringLiteral(".fulcrum");
    Q_EMIT chosen(folder, config());
    accept();
}

void NewProjectDialog::fill(const QString& folder, const project::ProjectConfig& config)
{
    field("folder")->setText(folder);
    const QHash<QString, QString> texts = textsOf(config);
    for (auto one = texts.begin(); one != texts.end(); ++one)
        m_fields.value(one.key())->setText(one.value());
}

} // namespace fulcrum::dialogs
