// A plugin of clang-tidy: its checks look at the project's own declarations only, not at those of
// packages' headers, whose findings it would not show and in which most of its time goes. Releases
// of clang-tidy after 20 do so by themselves.

#include <memory>
#include <string>
#include <vector>

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendPluginRegistry.h>

namespace {

class OwnDeclarations final : public clang::ASTConsumer {
public:
    void HandleTranslationUnit(clang::ASTContext& context) override {
        auto const& sources = context.getSourceManager();
        std::vector<clang::Decl*> own;
        for (clang::Decl* const each : context.getTranslationUnitDecl()->noload_decls()) {
            auto const at = sources.getExpansionLoc(each->getLocation());
            if (at.isValid() && !sources.isInSystemHeader(at)) {
                own.push_back(each);
            }
        }
        context.setTraversalScope(own);
    }
};

class Scope final : public clang::PluginASTAction {
protected:
    std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance&,
                                                          llvm::StringRef) override {
        return std::make_unique<OwnDeclarations>();
    }
    bool ParseArgs(clang::CompilerInstance const&, std::vector<std::string> const&) override {
        return true;
    }
    ActionType getActionType() override { return AddBeforeMainAction; }
};

clang::FrontendPluginRegistry::Add<Scope> const registered{
    "own-declarations", "checks look at the project's own declarations only"};

}  // namespace
